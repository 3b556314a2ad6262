import type { ServerResponse } from 'node:http'

/** Sends an answer that is complete, made with the types of the web. */
export async function sendAnswer(res: ServerResponse, answer: Response): Promise<void> {
  const body = await answer.text()
  res.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
}
