/** Short forms of old databases and spreadsheets: CUST_LST_NM, Acct Mgr. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  acct: 'account',
  addr: 'address',
  adr: 'address',
  brth: 'birth',
  cd: 'code',
  cel: 'cell',
  cntry: 'country',
  crt: 'created',
  cty: 'city',
  desc: 'description',
  dt: 'date',
  eml: 'email',
  emp: 'employee',
  estab: 'established',
  frst: 'first',
  fst: 'first',
  ges: 'gesamt',
  hm: 'home',
  ln: 'line',
  lst: 'last',
  mgr: 'manager',
  mob: 'mobile',
  nbr: 'number',
  nm: 'name',
  ph: 'phone',
  phn: 'phone',
  prod: 'product',
  stat: 'status',
  stg: 'stage',
  sz: 'size',
  upd: 'updated',
  wk: 'work',
  yr: 'year',
  zp: 'zip',
}

/** The key of the words written out; undefined when none of them is a short form. */
export function writtenOut(tokens: readonly string[]): string | undefined {
  return tokens.some((token) => Object.hasOwn(ABBREVIATIONS, token))
    ? tokens.map((token) => (Object.hasOwn(ABBREVIATIONS, token) ? ABBREVIATIONS[token] : token)).join('')
    : undefined
}
