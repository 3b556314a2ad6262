/** Longer headers are not field names; HubSpot's labels end at 255 characters. */
const MAX_HEADER = 160

/**
 * The words of a header in lower case without diacritics: `BillingCity` → billing city, `E-mail 1 - Value` →
 * email 1 value, `Größe_cm` → grosse cm, `TEL会社` → tel 会社. Scripts without spaces stay one token.
 */
export function headerTokens(header: string): string[] {
  const text = header.slice(0, MAX_HEADER).normalize('NFKC')
  return fold(splitWords(markSymbols(text)))
    .split(/[^\p{L}\p{N}\u0E00-\u0E7F\u0900-\u097F]+/u)
    .filter((token) => token !== '')
}

/** One key for all spellings of a phrase: words joined, so `firstname`, `first_name` and `First Name` are equal. */
export const phraseKey = (phrase: string): string => headerTokens(phrase).join('')

/** Keys of a phrase as written with umlauts, and as typed without them: büro → buro, buero. */
export function phraseKeys(phrase: string): string[] {
  if (PLAIN.test(phrase) && !phrase.includes('mail')) return [phrase.replaceAll(' ', '')]
  const spelled = phrase.replace(/[äöüåøæ]/giu, (letter) => SPELLED_OUT[letter.toLowerCase()] ?? letter)
  return spelled === phrase ? [phraseKey(phrase)] : [phraseKey(phrase), phraseKey(spelled)]
}

/** Phrases that are tokens already: most of the word tables. */
const PLAIN = /^[a-z]+(?: [a-z]+)*$/

const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe', æ: 'ae' }

function markSymbols(text: string): string {
  return text
    .replace(/(?<!\p{L})e[-\s._‐‑]?mail/giu, ' email ')
    .replace(/(?<!\p{L})n[°º]/giu, ' number ')
    .replace(/#/g, ' number ')
    .replace(/〒/g, ' 郵便番号 ')
    .replace(/(?<!\p{L})1st(?!\p{L})/giu, ' first ')
    .replace(/(?<!\p{L})2nd(?!\p{L})/giu, ' second ')
    .replace(/(?<!\p{L})3rd(?!\p{L})/giu, ' third ')
    .replace(/['’`´](s)(?!\p{L})/gu, '$1')
}

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々〆'

function splitWords(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .replace(CJK_RUN, ' $1 ')
}

const CJK_RUN = new RegExp(`([${CJK}]+)`, 'gu')

const UNFOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** Lower case without Latin, Greek and Cyrillic diacritics; the sound marks of kana stay. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßøæœłđðþı]/g, (letter) => UNFOLDED[letter] ?? letter)
}
