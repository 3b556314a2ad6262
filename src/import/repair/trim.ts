const AROUND = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g

/** Without white space of any kind at both ends; inside the value nothing changes. */
export const trim = (value: string): string => value.replace(AROUND, '')
