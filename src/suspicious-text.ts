/** Right-to-left overrides, tags and control characters, as safeText() shows them. Joiners and marks stand in honest texts too. */
const HIDDEN = /\\u(?:00[0189][0-9a-f]|007f|202[a-e]|206[0-9a-f]|\{e00[0-7][0-9a-f]\})/

/** Any visible escape, so that a character without width inside a word does not hide it. */
const ESCAPES = /\\u(?:[0-9a-f]{4}|\{[0-9a-f]{5,6}\})/g

/** Read after accents, case and other forms of a letter are taken away. */
const SPEAKS_TO_A_MODEL = [
  // To forget what it was told: English, German, French, Spanish, Italian, Portuguese, Dutch, Japanese, Chinese.
  /\b(?:ignor[a-z]*|negeer|disregard|forget|override|vergiss|oublie[rz]?|olvida|dimentica|esquec[ae])\b.{0,60}?(?:instru|istruzion|anweisung|consigne|indicacion|prompt|guideline|\brules?\b|regeln|\b(?:previous|above|prior|earlier) (?:messages?|context|text))/,
  /指示.{0,12}無視|(?:忽略|無視|无视).{0,12}(?:指令|指示|提示)/,
  /\b(?:system|developer|hidden) (?:prompt|instruction)s?\b/,
  /\byou are (?:now\b|an? (?:ai|assistant|language model)\b)/,
  /\b(?:do not|don't|never) (?:tell|inform|ask|mention (?:this|it) to) (?:the )?(?:user|person|human)\b/,
  // To be somebody else: a role, or the frame of a message or of an answer of ours. A shown cell may follow its line.
  /(?:^|\\n|→|^(?:\d+|\?):)\s*(?:system|assistant|developer|outcome|fix)\s*:/,
  /<\|?\/?(?:system|assistant|human|im_start|im_end|result|tool_[a-z]+|function_[a-z]+|instructions?|invoke)\b|\[\/?inst\]/,
  /"(?:structuredcontent|jsonrpc|tool_[a-z]+|iserror|planid|role)"\s*:/,
  // To call a tool of ours.
  /\b(?:inspect|propose|revise|validate|start|get|list|export|cancel|create|update|delete|check)_(?:file|mapping|imports?|import_errors|failed_rows|association_[a-z]+|propert(?:y|ies)|connection)\b/,
  /\b(?:allowrepeat|acceptfindings)\b/,
  // To make a host load or run something.
  /!\[[^\]]*\]\(|<(?:img|script|iframe|svg|object|embed)\b|\b(?:javascript|vbscript):|\bdata:[a-z]+\//,
]

/** Whether a shown text may be meant for a model or a host. A hint: it knows usual forms in a few languages. */
export function isSuspicious(text: string): boolean {
  const shown = text.toLowerCase()
  if (HIDDEN.test(shown)) return true
  const plain = shown.replace(ESCAPES, '').normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return SPEAKS_TO_A_MODEL.some((pattern) => pattern.test(plain))
}
