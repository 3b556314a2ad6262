import { by, type FaultCase } from '../fault-case.ts'

export const httpCases: readonly FaultCase[] = [
  {
    id: 'HTTP-01',
    priority: 'P0',
    fault: 'the access token ends while an import is followed: one refresh, no gap',
    kept: [
      by(
        'faults/http.test.ts',
        'an access token that ends while an import is followed is renewed once, and nothing is missing',
      ),
    ],
  },
  {
    id: 'HTTP-02',
    priority: 'P0',
    fault: '401 to the upload: refresh, once more, one import',
    kept: [
      by(
        'faults/http.test.ts',
        'an upload that is refused with 401 is sent once more with a new token, and makes one import',
      ),
      by('hubspot/tokens.test.ts', 'imports.start() is sent once more with a fresh token after a 401'),
    ],
  },
  {
    id: 'HTTP-03',
    priority: 'P0',
    fault: 'the refresh is refused: no loop, nothing sent, the token not shown',
    kept: [
      by(
        'faults/http.test.ts',
        'an upload refused with 401 whose grant has ended makes no import, asks for one token and shows no secret',
      ),
      by('hubspot/tokens.test.ts', '%s is told as hubspot_unauthorized', 'BAD_REFRESH_TOKEN'),
      by('hubspot/tokens.test.ts', 'a 401 followed by BAD_REFRESH_TOKEN ends at once, and the write has not started'),
    ],
  },
  {
    id: 'HTTP-05',
    priority: 'P0',
    fault: 'fifty calls with an ended token make one token request',
    kept: [
      by('faults/http.test.ts', '50 calls of a tool whose token has ended ask for one new token'),
      by('hubspot/tokens.test.ts', '50 calls whose token is refused ask for one new token'),
    ],
  },
  {
    id: 'HTTP-06',
    priority: 'P1',
    fault: 'two processes share one rotating refresh token',
    kept: {
      doesNotApply:
        "HubSpot's refresh tokens stay the same when they are used: every process renews for itself, and none can lose the grant.",
    },
  },
  {
    id: 'HTTP-10',
    priority: 'P2',
    fault: 'an HTML 404 is not repeated in the answer',
    kept: [by('hubspot/answer-error.test.ts', 'a call tells $name as $code', '404 in HTML')],
  },
  {
    id: 'HTTP-11',
    priority: 'P1',
    fault: 'a message that is JSON in a text is unwrapped',
    kept: [
      by(
        'faults/http.test.ts',
        'an upload that HubSpot refuses because of $name is told with its words, and sent once',
        'a message that is JSON in a text',
      ),
      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', '400 with JSON inside the message'),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '...[400, 404, 405, 411, 413, 414, 415, 422, 437].map',
      ),
    ],
  },
  {
    id: 'HTTP-13',
    priority: 'P1',
    fault: '413, 414 and 415 are refusals: not started, not sent again',
    kept: [
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '...[400, 404, 405, 411, 413, 414, 415, 422, 437].map',
      ),
      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', "name: '413'"),
      by(
        'faults/program.test.ts',
        '$what, says $code and not_started, and is sent when it is asked for again',
        'gets 415',
      ),
    ],
  },
  {
    id: 'HTTP-15',
    priority: 'P0',
    fault: 'a rolling 429 is waited out, and slows every call of the process',
    kept: [
      by('hubspot/api-call.test.ts', 'a read is sent again after $name', 'three rolling 429s'),
      by('hubspot/rate-limiter.test.ts', 'a 429 of one call makes the others wait'),
      by(
        'hubspot/rate-limiter.test.ts',
        'a 429 without Retry-After makes the next call wait about ten seconds, each time for another time',
      ),
    ],
  },
  {
    id: 'HTTP-17',
    priority: 'P1',
    fault: "Retry-After as a date is read by the server's clock and capped",
    kept: [
      by(
        'hubspot/api-call.test.ts',
        'a read is sent again after $name',
        'Retry-After as a date of a server clock that is an hour off',
      ),
      by(
        'hubspot/answer-error.test.ts',
        'a call tells $name as $code',
        '503 with a Retry-After of ten minutes, as a date of a server clock that is an hour off',
      ),
    ],
  },
  {
    id: 'HTTP-19',
    priority: 'P0',
    fault: 'the daily limit is told with its end and nothing is sent again',
    kept: [
      by(
        'faults/program.test.ts',
        '$what, says $code and not_started, and is sent when it is asked for again',
        'meets the daily limit',
      ),
      by('faults/program.test.ts', '$what, says $says after $asked of them, and goes on', 'meets the daily limit'),

      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', '429 DAILY'),
      by('hubspot/start-import.test.ts', 'imports.start() answered with $name ends as $outcome', 'daily 429'),
    ],
  },
  {
    id: 'HTTP-20',
    priority: 'P0',
    fault: 'a rolling 429 to the upload: waited out, sent once more, one import',
    kept: [
      by('faults/program.test.ts', 'meets a rolling limit, waits and is sent once more'),

      by('hubspot/start-import.test.ts', 'imports.start() waits and sends once more after a rolling 429'),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        'rolling 429 that stays',
      ),
    ],
  },
  {
    id: 'HTTP-21',
    priority: 'P1',
    fault: '429 for rows or size is no rate limit: told, not sent again and again',
    kept: [
      by(
        'faults/http.test.ts',
        'an upload that HubSpot refuses because of $name is told with its words, and sent once',
        'the rows of a day',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '429 for rows or size',
      ),
    ],
  },
  {
    id: 'HTTP-23',
    priority: 'P1',
    fault: '477 with a long wait is told at once, with the time',
    kept: [
      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', "name: '477'"),
      by(
        'faults/http.test.ts',
        'an upload that HubSpot refuses because of $name is told with its words, and sent once',
        'the move of the account',
      ),
    ],
  },
  {
    id: 'HTTP-24',
    priority: 'P0',
    fault: '500 to the upload and the import exists: found again, one POST',
    kept: [
      by('faults/program.test.ts', 'made an import and its answer is %s, finds it after one upload', '500'),

      by('import/start.test.ts', 'adopts the import when %s', 'HubSpot took the upload and answers 502'),
      by(
        'faults/http.test.ts',
        'an upload answered with $status whose import exists is told as started, after one upload',
      ),
    ],
  },
  {
    id: 'HTTP-25',
    priority: 'P0',
    fault: '502 to the upload and no import: unknown, one POST however often it is asked',
    kept: [
      by(
        'faults/program.test.ts',
        'does not know of an upload that made no import and was answered with %s, and never sends it again',
        '502',
      ),
      by('import/start.test.ts', 'stays unknown, and never sends again by itself, when HubSpot lost the upload'),
    ],
  },
  {
    id: 'HTTP-26',
    priority: 'P0',
    fault: '504 and the import appears in the list later: found, one POST',
    kept: [
      by(
        'faults/at-most-once.test.ts',
        'an import that HubSpot lists twenty seconds late is found by the call that sent it, after one upload',
      ),
      by(
        'faults/at-most-once.test.ts',
        'an import that HubSpot lists late is unknown first and found later, after one upload',
      ),
    ],
  },
  {
    id: 'HTTP-27',
    priority: 'P1',
    fault: '503 with Retry-After to the upload is unknown and looked for first',
    kept: [
      by(
        'faults/http.test.ts',
        'an upload answered with $status whose import exists is told as started, after one upload',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        "headers: { 'retry-after': '1' }",
      ),
    ],
  },
  {
    id: 'HTTP-28',
    priority: 'P1',
    // How often is in the log and, where it failed, in the error. An answer does not say it: a model pays for every word, and
    // calls share the client of their account and what it has read, so a repetition belongs to none of them alone.
    fault: 'server errors to a read: repeated a few times, at random moments, within a time limit',
    kept: [
      by('faults/http.test.ts', 'get_import is answered after 500, 502 and 503, and says when HubSpot stays down'),
      by(
        'hubspot/api-call.test.ts',
        'a read is sent again after anything between nothing and the whole wait, and the log says how often',
      ),
      by('hubspot/api-call.test.ts', 'a read is sent again after $name', '500, 502 and 503'),
      by('hubspot/api-call.test.ts', 'a read gives up after 120 s in all'),
    ],
  },
  {
    id: 'HTTP-29',
    priority: 'P1',
    fault: 'the errors of proxies: a read is repeated, an upload is unknown',
    kept: [
      by('faults/http.test.ts', 'a read answered with $status by a proxy is sent again, and told when it stays'),
      by(
        'faults/http.test.ts',
        'an upload answered with $status whose import exists is told as started, after one upload',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '520, 521, 522, 523, 524, 525, 526].map',
      ),
    ],
  },
  {
    id: 'HTTP-30',
    priority: 'P1',
    fault: 'a page in HTML with 200: a bad answer to a read, unknown to an upload',
    kept: [
      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', '200 in HTML'),
      by('faults/program.test.ts', 'made an import and its answer is %s, finds it after one upload', 'a page'),
      by('hubspot/start-import.test.ts', 'imports.start() answered with $name ends as $outcome', '200 in HTML'),
    ],
  },
  {
    id: 'HTTP-31',
    priority: 'P0',
    fault: 'JSON cut in the middle to the upload is unknown, not failed',
    kept: [
      by(
        'faults/program.test.ts',
        'made an import and its answer is %s, finds it after one upload',
        'half of its JSON',
      ),

      by(
        'faults/network.test.ts',
        'an import whose answer is %s is found again, with one upload however often it is asked for',
        'JSON cut in its middle',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '200 with half of the JSON',
      ),
    ],
  },
  {
    id: 'HTTP-32',
    priority: 'P0',
    fault: 'an answer without id to the upload is unknown',
    kept: [
      by('faults/program.test.ts', 'made an import and its answer is %s, finds it after one upload', 'without an id'),

      by(
        'faults/network.test.ts',
        'an import whose answer is %s is found again, with one upload however often it is asked for',
        'without an id',
      ),
      by('hubspot/start-import.test.ts', 'imports.start() answered with $name ends as $outcome', '200 without id'),
    ],
  },
  {
    id: 'HTTP-33',
    priority: 'P1',
    fault: 'an empty answer to a deletion is success',
    kept: [by('hubspot/labels-api.test.ts', 'labels.update() and delete() are done with %s')],
  },
  {
    id: 'HTTP-34',
    priority: 'P0',
    fault: '207 is told for each input, and a repetition sends only what is missing',
    kept: [
      by('faults/http.test.ts', 'are told one by one, and a repetition sends the other one only'),
      by('faults/http.test.ts', 'that cannot be read %s they are sent say what that means'),
      by('tools/association_configurations.test.ts', 'create_association_configurations tells per input what was done'),
      by('hubspot/configurations-api.test.ts', 'create sends only what is missing after a lost answer'),
    ],
  },
  {
    id: 'HTTP-35',
    priority: 'P0',
    // Whoever calls cannot choose how much HubSpot is asked for at once: where it is too much, less is asked for.
    fault: 'answers of any size are stopped at the limit, and asked for in smaller pages',
    kept: [
      by(
        'faults/large-answers.test.ts',
        'of %s whatever its length, stops reading it, asks for less and says what is left to do',
        '2 GB',
      ),
      by(
        'faults/large-answers.test.ts',
        'of %s whatever its length, stops reading it, asks for less and says what is left to do',
        '200 MB',
      ),
      by('faults/large-answers.test.ts', 'reads smaller ones, every error once'),
      by('faults/program.test.ts', '$what, says $says after $asked of them, and goes on', 'gets 200 MB in 200 kB'),
      by('config/compression.test.ts', 'an answer that is too large, %s, is not read to its end'),
    ],
  },
  {
    id: 'HTTP-37',
    priority: 'P1',
    fault: 'redirects are refused',
    kept: [by('hubspot/answer-error.test.ts', 'a call tells $name as $code', 'a redirect')],
  },
  {
    id: 'HTTP-38',
    priority: 'P1',
    fault: 'an id that JSON would round is refused, never changed',
    kept: [
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        '200 with an id that JSON rounds',
      ),
      by('faults/http.test.ts', 'an id that JSON would round is refused by reads too'),
      by('faults/http.test.ts', '%s takes an id as a number only where it cannot have been rounded'),
    ],
  },
  {
    id: 'HTTP-39',
    priority: 'P2',
    fault: 'unknown states, error types and fields pass, missing ones are borne',
    kept: [
      by(
        'faults/http.test.ts',
        'what HubSpot has never said before is told as it is: states, errorTypes, fields, and those that are missing',
      ),
      by(
        'hubspot/imports-api.test.ts',
        'imports.get() passes unknown states and fields, and bears null and missing ones',
      ),
      by('hubspot/pages.test.ts', 'imports.errors() keeps unknown kinds, unknown fields and missing ones'),
    ],
  },
  {
    id: 'HTTP-40',
    priority: 'P1',
    fault: 'DONE with every row in error is no success',
    kept: [by('faults/http.test.ts', 'an import of which every row failed is told as finished and not as a success')],
  },
]
