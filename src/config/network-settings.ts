import { hostName, proxyUrl } from './addresses.ts'
import { DIRECT } from './proxy.ts'
import { notEmpty, oneOf, secretText, setting, yesOrNo } from './setting.ts'

/** TLS and proxies on the way to HubSpot. */
export const networkSettings = {
  tlsCaFile: setting(notEmpty().optional(), {
    flag: 'tls-ca',
    env: 'HUBSPOT_IMPORT_TLS_CA',
    value: 'FILE',
    group: 'hubspot',
    ballerina: 'secureSocket.cert',
    description: "PEM file of certificate authorities to trust instead of Node's, for a proxy that opens TLS.",
  }),
  tlsCertFile: setting(notEmpty().optional(), {
    flag: 'tls-cert',
    env: 'HUBSPOT_IMPORT_TLS_CERT',
    value: 'FILE',
    group: 'hubspot',
    ballerina: 'secureSocket.key.certFile',
    description: 'PEM file of a client certificate; needs its key too.',
  }),
  tlsKeyFile: setting(notEmpty().optional(), {
    flag: 'tls-key',
    env: 'HUBSPOT_IMPORT_TLS_KEY',
    value: 'FILE',
    group: 'hubspot',
    ballerina: 'secureSocket.key.keyFile',
    description: "PEM file of the client certificate's key.",
  }),
  tlsKeyPassword: setting(secretText().optional(), {
    env: 'HUBSPOT_IMPORT_TLS_KEY_PASSWORD',
    secret: true,
    group: 'hubspot',
    ballerina: 'secureSocket.key.keyPassword',
    description: 'Password of that key, if it is encrypted.',
  }),
  tlsMinVersion: setting(oneOf(['1.2', '1.3']).default('1.2'), {
    flag: 'tls-min-version',
    env: 'HUBSPOT_IMPORT_TLS_MIN_VERSION',
    value: '1.2|1.3',
    group: 'hubspot',
    ballerina: 'secureSocket.protocol',
    description: 'Oldest TLS version that is spoken.',
  }),
  tlsServerName: setting(hostName().optional(), {
    flag: 'tls-server-name',
    env: 'HUBSPOT_IMPORT_TLS_SERVER_NAME',
    value: 'NAME',
    group: 'hubspot',
    ballerina: 'secureSocket.serverName',
    description: 'Name to ask for (SNI) and to find in the certificate, if it is not that of the address.',
  }),
  tlsVerifyHostName: setting(yesOrNo().default(true), {
    flag: 'no-tls-host-check',
    env: 'HUBSPOT_IMPORT_TLS_HOST_CHECK',
    group: 'hubspot',
    ballerina: 'secureSocket.verifyHostName',
    description: 'Whether the name in the certificate must be that of the host. Off only for a test server.',
  }),
  proxy: setting(proxyUrl(DIRECT).optional(), {
    env: 'HUBSPOT_IMPORT_PROXY',
    secret: true,
    notInSandbox: true,
    group: 'hubspot',
    ballerina: 'proxy.host, proxy.port, proxy.userName, proxy.password, http1Settings.proxy',
    description:
      'Address of an HTTP proxy (CONNECT), with user and password if it wants them: http://user:password@host:port. "direct": none, whatever HTTPS_PROXY and HTTP_PROXY say.',
  }),
  httpsProxy: setting(notEmpty().optional(), {
    env: 'HTTPS_PROXY',
    envAlias: 'https_proxy',
    secret: true,
    notInSandbox: true,
    group: 'hubspot',
    description:
      'The proxy if HUBSPOT_IMPORT_PROXY is not set. https_proxy goes before it; so do the small letters of the next two.',
  }),
  httpProxy: setting(notEmpty().optional(), {
    env: 'HTTP_PROXY',
    envAlias: 'http_proxy',
    secret: true,
    notInSandbox: true,
    group: 'hubspot',
    description: 'The proxy if neither is set. An http address is on this machine and is reached without a proxy.',
  }),
  noProxy: setting(notEmpty().optional(), {
    env: 'NO_PROXY',
    envAlias: 'no_proxy',
    notInSandbox: true,
    group: 'hubspot',
    description: 'Hosts, with their subdomains, for which HTTPS_PROXY and HTTP_PROXY do not count. "*": all.',
  }),
}
