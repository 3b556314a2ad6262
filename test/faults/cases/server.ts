import { by, type FaultCase, where } from '../fault-case.ts'

export const serverCases: readonly FaultCase[] = [
  {
    id: 'SRV-03',
    priority: 'P1',
    fault: 'no Origin and the right Host is served',
    kept: [by('http.test.ts', 'answers %s', "'no Origin'")],
  },
  {
    id: 'SRV-04',
    priority: 'P0',
    // There is no switch that would allow it.
    fault: 'another address than loopback without authorization does not start; by itself 127.0.0.1 is listened on',
    kept: [
      by('http/public-address.test.ts', 'ends the program with 2 and what to set'),
      by('http/public-address.test.ts', 'is not listened on where none is named: only this machine reaches 127.0.0.1'),
    ],
  },
  {
    id: 'SRV-06',
    priority: 'P0',
    // Spaces after a token are no part of the value (RFC 9110, 5.5), and a header of a megabyte is refused with 431 by
    // Node before anybody looks at it. Every hash is compared by timingSafeEqual(): a test of times would be by luck.
    fault: 'wrong and cut tokens are 401, huge ones 431, before a body is read; hashes are compared in constant time',
    kept: [
      by('http/auth/static-tokens.test.ts', 'refuses %s on /mcp and /files', 'a token that is not there'),
      by(
        'http/auth/static-tokens.test.ts',
        'answers %s %s by what the headers say, before the body of 600 MB comes',
        "['/mcp', 'POST', bearer(newToken('ann').token), 401]",
      ),
      by('http/auth/static-tokens.test.ts', 'refuses %s on /mcp and /files', 'the beginning of a token'),
      by(
        'http/auth/static-tokens.test.ts',
        'takes a token with spaces around it, which HTTP leaves out of the value, and none with a space in it',
      ),
      by('http/auth/static-tokens.test.ts', 'refuses a header of a megabyte before it looks at it'),
    ],
  },
  {
    id: 'SRV-08',
    priority: 'P0',
    fault: 'forged signatures and algorithms are 401; keys named by the token are not fetched',
    kept: [
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'without a signature'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'signed with the public key as a secret'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'of an algorithm that nobody knows'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'whose header holds its own key'),
      by('http/auth/oauth.test.ts', 'never fetches keys that a token brings along'),
    ],
  },
  {
    id: 'SRV-09',
    priority: 'P0',
    fault: 'a token for another audience is 401',
    kept: [
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'of another audience'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'of several other audiences'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'of another path of this server'),
    ],
  },
  {
    id: 'SRV-10',
    priority: 'P0',
    fault: 'wrong issuer, expired, not yet valid, incomplete: 401',
    kept: [
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'of another issuer'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'that has ended'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'that begins later'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'without an end'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'without a subject'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'that is an ID token'),
      by('http/auth/oauth.test.ts', 'refuses a token %s', 'that Keycloak calls an ID token'),
    ],
  },
  {
    id: 'SRV-11',
    priority: 'P1',
    fault: 'keys not reachable: cached ones serve, without any it is 503 and never open',
    kept: [
      by('http/auth/oauth.test.ts', 'serve on while the issuer is down'),
      by(
        'http/auth/oauth.test.ts',
        'let nobody in when they could never be read, without asking for them all the time',
      ),
    ],
  },
  {
    id: 'SRV-13',
    priority: 'P1',
    fault: 'tokens with random key ids cause one fetch of the keys',
    kept: [by('http/auth/oauth.test.ts', 'are read once for many tokens, whatever key they name')],
  },
  {
    id: 'SRV-15',
    priority: 'P1',
    fault: 'the metadata of the protected resource is there',
    kept: [by('http/auth/oauth.test.ts', 'tells at %s who issues tokens')],
  },
  {
    id: 'SRV-16',
    priority: 'P0',
    // A server on loopback without --tokens and OAuth asks nobody: it does not read the header, and passes it on to nobody.
    fault: 'a token of HubSpot is not accepted from a caller',
    kept: [
      by('http/accounts.test.ts', 'are not reached by what the request says without a token'),
      by(
        'http/accounts.test.ts',
        'a server that asks nobody takes neither address nor credentials of HubSpot from a request',
      ),
      by('http/auth/static-tokens.test.ts', 'refuses %s on /mcp and /files', 'a token of HubSpot'),
    ],
  },
  {
    id: 'SRV-17',
    priority: 'P0',
    fault: "the caller's token goes nowhere: no request, log, journal or audit line",
    kept: [
      by(
        'http/caller-token.test.ts',
        "a caller's token is in nothing that the server sends, answers, logs or keeps, whatever tool is used",
      ),
    ],
  },
  {
    id: 'SRV-18',
    priority: 'P0',
    fault: 'bodies too large, lied about or endless are ended, memory stays small',
    kept: [
      by('http.test.ts', 'answers %s on /mcp with its status', '5 MB'),
      by('faults/server.test.ts', 'a body for %s that is said to be too large is refused before it is sent'),
      by('faults/server.test.ts', 'a body without end is refused, and not kept'),
      by('http/slow-clients.test.ts', 'is cut off while its message does not end'),
      by('faults/server.test.ts', 'a body larger than it was said to be is cut there, and what follows is no request'),
    ],
  },
  {
    id: 'SRV-19',
    priority: 'P1',
    fault: 'slow headers and slow bodies are closed, others are served',
    kept: [
      by('faults/server.test.ts', 'a body that never comes holds its own connection only'),
      by('http/slow-clients.test.ts', 'is cut off while its headers do not end'),
      by('http/slow-clients.test.ts', 'is cut off when it sends nothing'),
      by('http/slow-clients.test.ts', 'is cut off while its message does not end'),
      by('http/slow-clients.test.ts', 'is cut off when it was answered before the end of its message'),
      where(
        'FAULT_SLOW is set',
        by('faults/server.test.ts', 'what is sent too slowly is answered with 408, and closed'),
      ),
    ],
  },
  {
    id: 'SRV-20',
    priority: 'P1',
    fault: 'wrong content types, bad JSON and batches have their status',
    kept: [
      by('faults/server.test.ts', '%s has its status', 'text/plain'),
      by('faults/server.test.ts', '%s has its status', 'a page asked for'),
      by('faults/server.test.ts', '%s has its status', 'bad JSON'),
      by('faults/server.test.ts', 'a batch is not executed'),
    ],
  },
  {
    id: 'SRV-22',
    priority: 'P1',
    fault: 'other methods have their status',
    kept: [
      by('http.test.ts', 'answers %s on /mcp with its status', 'GET without a session'),
      by('http.test.ts', 'answers %s on /mcp with its status', 'DELETE without a session'),
      by('http.test.ts', 'answers %s on /mcp with its status', "'PUT'"),
      by('faults/server.test.ts', 'methods of other protocols are refused'),
    ],
  },
  {
    id: 'SRV-24',
    priority: 'P0',
    fault: 'the caller goes away during an upload: ended before the last byte, or finished and written down',
    kept: [
      by(
        'faults/over-http.test.ts',
        'before the last byte of the upload has started nothing, and one import when it calls again',
      ),
      by(
        'faults/over-http.test.ts',
        'after the last byte of the upload finds the one import that the journal and HubSpot have',
      ),
    ],
  },
  {
    id: 'SRV-25',
    priority: 'P0',
    // An importId is HubSpot's: whoever has the account sees its imports there and in list_imports, and may cancel them.
    // The audit log is of calls that write.
    fault: 'plans and uploads of another caller are like unknown ones; of an import it is told what HubSpot has of it',
    kept: [
      by('http/principals.test.ts', 'is to %s of the other one what HubSpot has of it, without plan and file'),
      by('http/principals.test.ts', '%s answers to a foreign planId as to one that does not exist'),
      by('http/principals.test.ts', '%s answers so to a foreign handle'),
      by('http/principals.test.ts', 'no other tool takes a planId or a file'),
      by('http/principals.test.ts', 'GET /files answers so to a foreign file'),
      by('http/principals.test.ts', 'the audit log tells of a call of %s with a foreign planId'),
    ],
  },
  {
    id: 'SRV-26',
    priority: 'P0',
    fault: 'equal request ids of two callers are never mixed',
    kept: [
      by('http/principals.test.ts', 'answers to equal request ids of two principals are never mixed'),
      by(
        'http/accounts.test.ts',
        'are never mixed up: 1,000 calls of real tools by each, with the same ids, many at once',
      ),
    ],
  },
  {
    id: 'SRV-27',
    priority: 'P0',
    fault: 'what was cached for one account is never shown to another',
    kept: [
      by('http/accounts.test.ts', 'share nothing that was read or remembered'),
      by(
        'http/accounts.test.ts',
        'each account has tokens of its own, also where they are renewed while both are called',
      ),
    ],
  },
  {
    id: 'SRV-29',
    priority: 'P0',
    // No setting says how many servers there are, so none can refuse to write because of it. Servers with state folders of
    // their own find each other's imports by the mark in the name (AMO-06).
    fault: 'three servers share one state: planned on one, started on the next, followed on the third',
    kept: [
      by(
        'http/replicas.test.ts',
        'carry one import from one to the next: planned on the first, started on the second, followed on the third',
      ),
      by(
        'http/replicas.test.ts',
        'answer as one: a file sent to one, planned on the next, and a question asked by one and answered to another',
      ),
      by('http/replicas.test.ts', 'send an import once when all are asked at the same time'),
      by('import/start.test.ts', 'finds an import again whose journal was lost'),
    ],
  },
  {
    id: 'SRV-30',
    priority: 'P0',
    // There is no lease that could expire: whoever makes `armed` first may send the last byte, and nobody else ever.
    fault: 'a server killed or stopped during an upload: told by the journal, and it cannot finish later',
    kept: [
      by(
        'faults/replica.test.ts',
        'a server that is killed in the middle of an upload has started nothing, and another one starts it once',
      ),
      by(
        'faults/replica.test.ts',
        'a server that is killed when the last byte is sent leaves what is unknown, and no other one sends it again',
      ),
      by(
        'faults/replica.test.ts',
        'a server that sleeps in the middle of an upload cannot finish it once another one is about to send the last byte',
      ),
    ],
  },
  {
    id: 'SRV-31',
    priority: 'P1',
    fault: 'SIGTERM under load: calls end, then the program',
    kept: [
      by('http/operation.test.ts', 'takes no new work, ends what it has and exits with 0'),
      by('http/streams.test.ts', 'waits for the calls of %s, which are answered on their streams'),
      by('http/streams.test.ts', 'ends the streams of %s whose calls go on beyond the grace'),
      by('http/streams.test.ts', 'does not wait for streams that carry no call'),
    ],
  },
  {
    id: 'SRV-34',
    priority: 'P1',
    fault: 'two lengths in one request are refused and the connection closed',
    kept: [by('http/public-address.test.ts', 'a request with %s is refused and the connection closed')],
  },
  {
    id: 'SRV-35',
    priority: 'P0',
    fault: "no header chooses HubSpot's address or credentials",
    kept: [
      by('http/accounts.test.ts', 'are not chosen by anything in the request'),
      by('http/accounts.test.ts', 'are not reached by what the request says without a token'),
      by(
        'http/accounts.test.ts',
        'a server that asks nobody takes neither address nor credentials of HubSpot from a request',
      ),
    ],
  },
  {
    id: 'SRV-36',
    priority: 'P1',
    fault: 'sessions of the older protocol: bound to their caller, not guessable, bounded',
    kept: [
      by('http/principals.test.ts', 'belongs to the principal that opened it'),
      by('http/principals.test.ts', 'is one of so many; those idle for half an hour make room'),
      by('http/streams.test.ts', 'ends with its session, when a principal opens its twenty-first'),
      by('http/streams.test.ts', 'ends with a session that nobody has used for a day'),
    ],
  },
  {
    id: 'SRV-37',
    priority: 'P0',
    // What has expired is gone, and answered like what never was: 404, not 410.
    fault: 'uploads: foreign, too large, expired, hostile names and content',
    kept: [
      by(
        'faults/server.test.ts',
        'a body for %s that is said to be too large is refused before it is sent',
        '/files/leads.csv',
      ),
      by('http/principals.test.ts', 'GET /files answers so to a foreign file'),
      by('http.test.ts', 'refuses %s and keeps nothing', 'more than the limit, unannounced'),
      by('http.test.ts', 'refuses %s and keeps nothing', 'a picture'),
      by('http.test.ts', 'takes a path-like name as a label only'),
      by('http.test.ts', 'forgets a file after a day'),
      by('http/principals.test.ts', '%s answers so to a foreign handle'),
    ],
  },
]
