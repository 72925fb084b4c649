import type { Explanation } from './rule.ts';

// Causes that both the programs' words and the driver's error codes reveal.

const RETRY = 'Lifeboat tries again by itself';

export function serverRefuses(): Explanation {
  return {
    code: 'server_unreachable',
    message:
      'No server accepts connections at this address: it is stopped, or listens on another host, port or socket.',
    nextStep: 'Check that the server runs and that host and port are right, then run "lifeboat doctor".',
  };
}

export function unknownHost(host: string): Explanation {
  return {
    code: 'server_unreachable',
    message: host === '' ? 'The host name of the server is not known.' : `The host name "${host}" is not known.`,
    nextStep: 'Check the spelling of the host, and that this computer is on the network and its name service works.',
  };
}

export function noAnswer(): Explanation {
  return {
    code: 'server_unreachable',
    message: 'The server did not answer in time.',
    nextStep: 'Check the host and port, the network, and whether a firewall drops the connection.',
  };
}

export function noPassword(): Explanation {
  return {
    code: 'authentication_failed',
    message: 'The server asks for a password, and none is stored for this connection.',
    nextStep: 'Store one with the connection (--password-stdin or --password-env) or in ~/.pgpass.',
  };
}

/** @param method As the server names it: "password", "Peer", "LDAP"; may be empty. */
export function authenticationFailed(method: string, user: string): Explanation {
  const password = method === '' || method === 'password';
  return {
    code: 'authentication_failed',
    message: `The server does not accept ${password ? 'the password' : `the ${method} authentication`} of ${user === '' ? 'the role' : `the role "${user}"`}.`,
    nextStep: password
      ? 'Store the right password with the connection, and check the user name.'
      : 'Check the user name of the connection, and the matching line of pg_hba.conf on the server.',
  };
}

export function tlsNotOffered(): Explanation {
  return {
    code: 'tls_failed',
    message: 'The server does not offer an encrypted connection, and this connection demands one.',
    nextStep:
      'Set ssl = on on the server. Only on a network you trust, set sslmode=prefer for this connection instead.',
  };
}

export function tlsFailed(reason: string): Explanation {
  return {
    code: 'tls_failed',
    message: `The encrypted connection could not be established${reason === '' ? '' : `: ${reason.trim()}`}.`,
    nextStep:
      "Check the server's certificate (authority, host name, expiry) and the sslrootcert file of this connection.",
  };
}

export function serverBusy(what: string): Explanation {
  return {
    code: 'server_unreachable',
    message: `${what}.`,
    nextStep: `${RETRY}. If it stays so, look into the server's log.`,
  };
}

export function lost(what: string): Explanation {
  return {
    code: 'connection_lost',
    message: `${what} before the work was done.`,
    nextStep: `${RETRY}. If this repeats, look into the server's log and at the network between.`,
  };
}

export function serverDiskFull(): Explanation {
  return {
    code: 'server_disk_full',
    message: "The server's disk is full.",
    nextStep:
      'Free space on the server (old logs, unused databases, WAL held back by a replication slot), then try again.',
  };
}

export function serverOutOfMemory(): Explanation {
  return {
    code: 'tool_failed',
    message: 'The server ran out of memory.',
    nextStep: 'Try again when it is less busy, with fewer jobs; or lower work_mem and maintenance_work_mem.',
  };
}

export function damagedData(reason: string): Explanation {
  return {
    code: 'tool_failed',
    message: `The server reports that its own data is damaged: ${reason}.`,
    nextStep:
      "Pin the existing backups so that none expires, have the server's storage checked, and do not run VACUUM FULL or REINDEX first.",
  };
}

export function extensionMissing(name: string): Explanation {
  return {
    code: 'extension_missing',
    message: `The extension "${name}" is not installed on the server.`,
    nextStep: `Install the package that contains "${name}" for the server's version (postgresql-contrib for those that ship with PostgreSQL), then try again.`,
  };
}

/** @param table As it stands in SQL; empty when unknown. */
export function lockTimeout(table: string): Explanation {
  return {
    code: 'lock_timeout',
    message: `Another session held a lock${table === '' ? '' : ` on ${table}`} for too long.`,
    nextStep:
      'Lifeboat tries again by itself. If this repeats, find the session with pg_blocking_pids() or plan the backup for a quieter hour.',
  };
}
