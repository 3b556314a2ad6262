import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1rem }
label { display: block; padding: 2.5rem 1rem; border: 2px dashed #8889; border-radius: 12px; text-align: center; cursor: pointer }
label[hidden] { display: none }
label.over { border-color: #0a7; background: #0a71 }
input { display: block; margin: 1rem auto 0; max-width: 100% }
output { display: block; margin-top: 1.5rem; white-space: pre-wrap; overflow-wrap: anywhere }
code { display: block; margin-top: .5rem; padding: .75rem; border-radius: 8px; background: #8882; user-select: all }
`

/** Sends the file to the folder of the page itself, so that it works behind any proxy and below any path. */
const SCRIPT = `
const drop = document.querySelector('label'), input = document.querySelector('input'), told = document.querySelector('output')
const link = new URLSearchParams(location.search).get('link') || ''
const tell = (text, handle) => {
  told.textContent = text
  if (handle) { const code = document.createElement('code'); code.textContent = handle; told.append(code) }
}
const send = async (file) => {
  if (!file) return
  input.disabled = true
  tell('Sending ' + file.name + ' …')
  try {
    const answer = await fetch('./' + encodeURIComponent(file.name) + '?link=' + encodeURIComponent(link), { method: 'PUT', body: file })
    const body = await answer.json()
    if (answer.ok) { drop.hidden = true; return tell(body.fileName + ' is there. Give this handle to the assistant:', body.file) }
    tell(body.error)
  } catch { tell('The server did not take the file. Is it larger than it allows, or the connection gone?') }
  input.disabled = false
}
input.addEventListener('change', () => send(input.files[0]))
for (const name of ['dragenter', 'dragover']) addEventListener(name, (event) => { event.preventDefault(); drop.classList.add('over') })
for (const name of ['dragleave', 'drop']) addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove('over') })
addEventListener('drop', (event) => { if (!input.disabled) send(event.dataTransfer.files[0]) })
`

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Send a file</title>
<style>${STYLE}</style>
<h1>Send a file</h1>
<p>CSV, XLSX or XLS. One file with this link. It is kept for a day, for the assistant that gave you the link.</p>
<label>Drop the file here, or choose it<input type="file" accept=".csv,.tsv,.txt,.xlsx,.xls"></label>
<output role="status"></output>
<script>${SCRIPT}</script>
</html>
`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing but these two texts runs on the page, and it talks to this server alone. */
const POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The same for everybody: whether the link may be used is said when a file is sent. */
export function answerPage(res: ServerResponse): void {
  res
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      // The link is in the address of the page.
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(PAGE)
}
