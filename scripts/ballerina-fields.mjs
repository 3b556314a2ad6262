/** The fields of the two clients' configuration tables. Each must be answered by a setting. */
export const CLIENT_FIELDS = [
  'auth',
  'httpVersion',
  'timeout',
  'retryConfig',
  'secureSocket',
  'proxy',
  'compression',
  'circuitBreaker',
  'cache',
  'validation',
  'laxDataBinding',
]

/** Fields inside them, and of ConnectionConfig as a whole, that have no setting, and why. */
export const WITHOUT_SETTING = {
  'auth.refreshUrl': 'The token endpoint of `--base-url`: `/oauth/v1/token`, or that of the dated version.',
  'auth.credentialBearer': 'Always in the body (`POST_BODY_BEARER`), as HubSpot wants it.',
  'auth.scopes, auth.optionalParams': 'A refresh token has the scopes with which the app was installed.',
  'auth.defaultTokenExpTime, auth.clockSkew':
    '30 minutes where the answer names no end; a token is renewed 5 minutes before its end, and after a 401.',
  'auth.clientConfig': 'Tokens are asked for with the settings of all other calls.',
  'secureSocket.enable': 'Always on. http is for this machine only.',
  'secureSocket.cert (TrustStore), secureSocket.key (KeyStore)': 'PEM only: `openssl pkcs12 -in FILE -out FILE.pem`.',
  'secureSocket.ciphers': "Node's list; `NODE_OPTIONS=--tls-cipher-list=LIST` replaces it.",
  'secureSocket.certValidation': 'Revocation (OCSP, CRL) is not checked: Node does not do it.',
  'secureSocket.shareSession, secureSocket.sessionTimeout':
    'Reads and short writes resume TLS sessions as long as the server allows; each upload begins one of its own.',
  'circuitBreaker.rollingWindow.bucketSize': 'There are no buckets: the window moves with each call.',
  'cache.isShared': 'Never: each account and caller has a cache of its own.',
  'cache.evictionFactor': 'One entry leaves at a time.',
  'cache.policy': 'Time alone decides; cache headers of answers are not looked at.',
  forwarded: 'No such header is sent by itself (`disable`).',
  followRedirects: 'Never: a redirect is an error (`hubspot_redirect`), and the token goes to no other address.',
  cookieConfig: 'Cookies are neither kept nor sent.',
  poolConfig: 'Fixed: 6 connections and as many calls at once, one more connection for each upload, 1,000 calls wait.',
  responseLimits:
    'Fixed: a body of 16 MB, also when it is unpacked, after which smaller pages are asked for; headers of 16 KB.',
  'http1Settings.keepAlive': 'On for reads and short writes; each upload has a connection of its own.',
  'http1Settings.chunking': 'Never: every body has a Content-Length.',
  'http2Settings.http2PriorKnowledge': 'Off: HTTP/2 is agreed on in the TLS handshake, else HTTP/1.1 is spoken.',
  'http2Settings.http2InitialWindowSize': 'That of the HTTP client.',
  'socketConfig (other fields)': 'Those of the system; TCP_NODELAY and keep-alive are on.',
}
