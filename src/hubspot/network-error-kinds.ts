export interface Place {
  host: string
  /** host:port of the proxy, if it is the one that failed. */
  proxy?: string
  code: string
}

export interface NetworkErrorKind {
  code: RegExp
  says: (place: Place) => string
  fix: string
  as: 'network' | 'timeout' | 'hubspot_bad_response' | 'cancelled'
  /** Whether trying again can help: a bad certificate stays bad. */
  passing: boolean
  /** Told by the other side before it read anything, although the connection seemed to be open here. */
  refusedInHandshake?: true
}

const peer = ({ host, proxy }: Place) => (proxy === undefined ? host : `${proxy} (the proxy)`)

const CHECK_NETWORK = 'Check the network, the proxy and HUBSPOT_BASE_URL, then call again.'
const CLIENT_CERTIFICATE = 'Give a client certificate that it accepts with --tls-cert and --tls-key.'

export const TIMEOUT: NetworkErrorKind = {
  code: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/,
  says: (place) => `${peer(place)} did not answer in full (${place.code}).`,
  fix: 'Call again; if it stays so, raise HUBSPOT_IMPORT_TIMEOUT or ask for less (limit).',
  as: 'timeout',
  passing: true,
}

const PROXY: readonly NetworkErrorKind[] = [
  {
    code: /^PROXY_407$/,
    says: ({ proxy }) => `The proxy ${proxy} wants a user and a password, or refused those it was given (407).`,
    fix: 'Write them into HUBSPOT_IMPORT_PROXY: http://user:password@host:port.',
    as: 'network',
    passing: false,
  },
  {
    code: /^PROXY_/,
    says: ({ host, proxy, code }) => `The proxy ${proxy} did not open a way to ${host} (${code.slice(6)}).`,
    fix: 'Check HUBSPOT_IMPORT_PROXY or HTTPS_PROXY, and whether the proxy lets this host through.',
    as: 'network',
    passing: false,
  },
]

const NO_TOKEN = 'no token was sent'

const TLS: readonly NetworkErrorKind[] = [
  {
    code: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    says: (place) => `The TLS certificate of ${peer(place)} is not valid today (${place.code}); ${NO_TOKEN}.`,
    fix: 'Check the clock of this machine; whoever runs that server has to renew its certificate.',
    as: 'network',
    passing: false,
  },
  {
    code: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    says: (place) => `The TLS certificate of ${peer(place)} is for another name (${place.code}); ${NO_TOKEN}.`,
    fix: 'Check HUBSPOT_BASE_URL. If the certificate is the right one, give its name with --tls-server-name.',
    as: 'network',
    passing: false,
  },
  {
    code: /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|CERT_UNTRUSTED|CERT_SIGNATURE|CERT_CHAIN)/,
    says: (place) =>
      `The TLS certificate of ${peer(place)} is from an authority that is not trusted here (${place.code}); ${NO_TOKEN}.`,
    fix: 'Give the certificate authority, for instance of your proxy, with HUBSPOT_IMPORT_TLS_CA (--tls-ca), or check HUBSPOT_BASE_URL.',
    as: 'network',
    passing: false,
  },
  {
    code: /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE)$/,
    says: (place) => `${peer(place)} speaks no TLS version that is allowed here (${place.code}); ${NO_TOKEN}.`,
    fix: 'That server needs TLS 1.2 or newer; if it has 1.2, set --tls-min-version 1.2.',
    as: 'network',
    passing: false,
  },
  {
    // Only TLS 1.3 has this one. The client may have sent already, but the server's handshake never ended.
    code: /^ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED$/,
    says: (place) => `${peer(place)} wants a client certificate (${place.code}).`,
    fix: CLIENT_CERTIFICATE,
    as: 'network',
    passing: false,
    refusedInHandshake: true,
  },
  {
    code: /^ERR_SSL_(TLSV1|SSLV3)_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED|HANDSHAKE_FAILURE|DECRYPT_ERROR)$/,
    says: (place) =>
      `${peer(place)} ended the TLS handshake: it wants a client certificate, or another one (${place.code}).`,
    fix: CLIENT_CERTIFICATE,
    as: 'network',
    passing: false,
  },
  {
    code: /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO)/,
    says: (place) => `TLS with ${peer(place)} failed (${place.code}).`,
    fix: 'Check HUBSPOT_BASE_URL and the settings that begin with --tls.',
    as: 'network',
    passing: false,
  },
]

const UNREACHABLE: readonly NetworkErrorKind[] = [
  {
    code: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_FAIL)$/,
    says: (place) => `The name ${peer(place)} could not be resolved (DNS, ${place.code}).`,
    fix: CHECK_NETWORK,
    as: 'network',
    passing: true,
  },
  {
    code: /^UND_ERR_CONNECT_TIMEOUT$/,
    says: (place) => `No connection to ${peer(place)} came about in time.`,
    fix: 'Check the network, the proxy and HUBSPOT_BASE_URL; on a slow line raise --connect-timeout.',
    as: 'timeout',
    passing: true,
  },
  {
    code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    says: (place) => `${peer(place)} could not be reached (${place.code}).`,
    fix: CHECK_NETWORK,
    as: 'network',
    passing: true,
  },
]

export const NETWORK_ERROR_KINDS: readonly NetworkErrorKind[] = [
  TIMEOUT,
  ...PROXY,
  ...UNREACHABLE,
  ...TLS,
  {
    code: /^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED)/,
    says: (place) => `${peer(place)} answered with something that is not proper HTTP (${place.code}).`,
    fix: CHECK_NETWORK,
    as: 'hubspot_bad_response',
    passing: false,
  },
  {
    code: /^(UND_ERR_DESTROYED|UND_ERR_CLOSED)$/,
    says: () => 'This server is shutting down, so the call to HubSpot was ended.',
    fix: 'Call again after the restart.',
    as: 'cancelled',
    passing: false,
  },
  {
    code: /^(E[A-Z]+|UND_ERR_SOCKET|UND_ERR_INFO|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_HTTP2_.*|ERR_STREAM_.*)$/,
    says: (place) => `The connection to ${peer(place)} broke before a whole answer came (${place.code}).`,
    fix: CHECK_NETWORK,
    as: 'network',
    passing: true,
  },
]
