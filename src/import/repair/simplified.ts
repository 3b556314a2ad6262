/** How the texts of options are compared: lower case, no accents, no punctuation, single spaces. */
export const simplified = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_\-/.,&+'"()]+/g, ' ')
    .trim()
