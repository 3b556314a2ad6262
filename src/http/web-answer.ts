import type { ServerResponse } from 'node:http'

/**
 * Sends an answer that is complete, made with the types of the web. After a refusal the rest of the body is not read: the
 * connection ends.
 */
export async function sendAnswer(res: ServerResponse, answer: Response): Promise<void> {
  const body = await answer.text()
  if (answer.status >= 400) res.setHeader('connection', 'close')
  res.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
}
