/** How a language writes beyond ASCII: enough to tell which reading of a byte is the likely one. */
export interface Language {
  /** How often a file is in it, against the others; more where e-mail addresses end in its domains. */
  share: number
  domains: readonly string[]
  /** Small letters with their weights. Two characters: the letter before that other one, `$` is the end of the word. */
  letters: string
  /** Written in another script: words with ASCII letters are none of it. */
  isOtherScript?: true
}

const western: readonly Language[] = [
  { share: 20, domains: ['fr', 'be', 'ch', 'ca'], letters: 'é50 è11 ê5 ë4 ç6 à6 à$5 â3 î3 ï3 ô5 û2 ù$1 œ1 ÿ.2' },
  { share: 20, domains: ['de', 'at', 'ch'], letters: 'ü34 ä30 ö25 ß10 é1' },
  { share: 20, domains: ['es', 'mx', 'ar', 'co', 'cl'], letters: 'á22 é15 í25 ó22 ñ10 ú5 ü1 ª.3 º.3' },
  { share: 12, domains: ['pt', 'br'], letters: 'ão16 ãe2 ã$3 ã1 á13 é13 ê6 ç16 í10 ó7 ô3 õe4 ú4 â5 à2 ü.5 ª.3 º.3' },
  { share: 10, domains: ['it'], letters: 'à$25 è$25 ì$15 ò$20 ù$12 é$5 é1 è1 ò1' },
  { share: 15, domains: ['dk', 'no'], letters: 'ø40 å28 æ25 é3 ö2 ä2 ü1 ô.5' },
  { share: 15, domains: ['se', 'fi'], letters: 'ö35 ä40 å22 é3 ü.5 š.1 ž.1' },
  { share: 10, domains: ['nl', 'be'], letters: 'ë45 é20 ï20 ö6 ü5 è4 ê1' },
  { share: 8, domains: ['com', 'uk', 'us'], letters: 'é40 ï10 ö10 è6 ç8 ñ8 ü8 ê3 á3 ó3 í3' },
  { share: 3, domains: ['is'], letters: 'á18 ð15 é5 í12 ó13 ö13 ú8 ý5 þ7 æ6' },
  { share: 0.5, domains: ['fo'], letters: 'á20 ð15 í15 ó15 ø12 ú8 ý4 æ4' },
  { share: 1, domains: ['ee'], letters: 'ä27 õ27 ü25 ö14 š2 ž1' },
  { share: 3, domains: ['cat', 'es'], letters: 'à20 è13 é13 í10 ï4 ò13 ó15 ú6 ü2 ç5' },
  { share: 2, domains: ['ie'], letters: 'á30 é20 í25 ó15 ú10' },
  { share: 1, domains: ['al'], letters: 'ë85 ç15' },
]

const german: Language = { share: 3, domains: ['de', 'at'], letters: 'ü34 ä30 ö25 ß10 é1' }
const french: Language = { share: 1, domains: ['fr'], letters: 'é60 ç10 ë5 â5 î5 ô10' }

const central: readonly Language[] = [
  { share: 10, domains: ['cz'], letters: 'á20 é12 í18 ó1 ú3 ů6 ý8 č9 ď1 ě10 ň2 ř10 š9 ť1.5 ž9' },
  { share: 6, domains: ['sk'], letters: 'á25 é12 í14 ó5 ú9 ý10 ä2 č11 ď3 ľ6 ĺ.5 ň3 ô3 ŕ.5 š9 ť6 ž9' },
  { share: 12, domains: ['pl'], letters: 'ą12 ć6 ę14 ł24 ń9 ó15 ś9 ź2 ż9' },
  { share: 10, domains: ['hu'], letters: 'á28 é25 í8 ó12 ö10 ő9 ú4 ü6 ű3' },
  { share: 6, domains: ['hr', 'rs', 'ba', 'me'], letters: 'č28 ć22 đ7 š25 ž18' },
  { share: 3, domains: ['si'], letters: 'č45 š30 ž25' },
  { share: 6, domains: ['ro', 'md'], letters: 'ă35 â12 î10 ş22 ţ20' },
  german,
  french,
]

const turkish: readonly Language[] = [
  { share: 12, domains: ['tr'], letters: 'ı28 ş15 ğ12 ü14 ö9 ç12 İ6 â1 î.3' },
  german,
  french,
]

const baltic: readonly Language[] = [
  { share: 5, domains: ['lt'], letters: 'ą6 č8 ė22 ę4 į6 š20 ų12 ū8 ž14' },
  { share: 5, domains: ['lv'], letters: 'ā25 č4 ē12 ģ3 ī15 ķ5 ļ7 ņ9 š12 ū6 ž4' },
  { share: 4, domains: ['ee'], letters: 'ä27 õ27 ü25 ö14 š4 ž2' },
  german,
]

/** windows-1258 writes the tone behind the letter, where it has no letter for both. */
const vietnamese: readonly Language[] = [
  {
    share: 5,
    domains: ['vn'],
    letters: 'ă5 â12 ê12 ô12 ơ6 ư10 đ7 à4 á6 è2 é3 í3 ó4 ù2 ú2 \u030012 \u030110 \u03036 \u03096 \u032314',
  },
]

const cyrillic: readonly Language[] = [
  {
    share: 20,
    domains: ['ru', 'ua', 'bg', 'by', 'kz', 'rs', 'mk'],
    letters:
      'о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.3 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.6 б1.6 ч1.5 й1.2 х1 ж1 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.1 ё.3 і2 ї.4 є.4 ґ.1 ј.3 љ.1 њ.1 ћ.1 ђ.1 џ.1',
    isOtherScript: true,
  },
]

const greek: readonly Language[] = [
  {
    share: 10,
    domains: ['gr', 'cy'],
    letters:
      'α12 ο10 ι9 ε8 τ8 σ5 ν6 η5 υ4 ρ4 π4 κ4 μ3 λ3 ς5 ω2 γ2 δ2 χ1 θ1 φ1 β1 ξ.5 ζ.5 ψ.2 ά4 ό3 ί4 έ3 ή3 ύ2 ώ2 ϊ.1 ϋ.1 ΐ.1 ΰ.1',
    isOtherScript: true,
  },
]

const hebrew: readonly Language[] = [
  {
    share: 10,
    domains: ['il'],
    letters:
      'י11 ו10 ה10 ל7 א6.5 ר6 ת5.5 ש5 מ5.5 נ4 ב5 ד2.5 ח2.3 ע3 ק2.3 פ2 כ2.5 ם2.5 ן1.3 ט1.2 ג1.3 ס1.5 צ1.2 ז1 ך.8 ף.3 ץ.2',
    isOtherScript: true,
  },
]

const arabic: readonly Language[] = [
  {
    share: 10,
    domains: ['ae', 'sa', 'eg', 'ma', 'dz', 'tn', 'jo', 'iq', 'ir'],
    letters:
      'ا13 ل11 ي8 م6.5 و6 ن5.5 ر5 ت4.5 ب4 ة3.5 ع3.5 د3.5 س3 ف3 ه3.5 ح2.5 ق2.5 ك2 ج1.5 أ2.5 ش1.3 ص1.2 ط1 خ1 ض.6 ز.8 ث.7 ذ.7 غ.5 إ.7 ى.8 ء.3 ئ.3 ؤ.2 آ.2 ظ.2 پ.1 چ.1 گ.1',
    isOtherScript: true,
  },
]

const thai: readonly Language[] = [
  {
    share: 10,
    domains: ['th'],
    letters:
      'า7 น6 ร6 อ5.5 ก5 เ5 ง4 ม4 ย3.5 ล3.5 ว3.5 ด3 ท3 ส3 ต2.5 ั4 ี3.5 ่4.5 ้4 ป2.5 บ2.5 แ2 ไ2 ใ1 โ1.5 ค2.5 ข2 จ2 ช2 พ2.5 ห3 ะ2 ำ1 ิ3.5 ื1.2 ุ2 ู1.5 ธ.8 ถ.8 ซ.6 ศ1 ณ.6 ์1.2 ็.8 ญ.5 ผ.5 ฟ.4 ษ.5 ภ.4 ฐ.2 ึ.5',
    isOtherScript: true,
  },
]

export const LANGUAGES = {
  western,
  central,
  turkish,
  baltic,
  vietnamese,
  cyrillic,
  greek,
  hebrew,
  arabic,
  thai,
} as const
