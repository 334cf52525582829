import { DatabaseUnavailableError } from '../errors.ts';

const SHOWN = 'postgres://…';
const DUMMY_HOST = '@regimekit-no-host/';

/**
 * The address without password and parameters, for messages.
 *
 * @throws DatabaseUnavailableError when it is no address, or one in which a part of a password would be taken for
 * something else; the address itself is not in the error, since it may hold a password
 */
export function describeUrl(url: string, schema: string | undefined): string {
  const { parsed, hasHost } = parse(url);
  const user = parsed.searchParams.get('user') ?? decodeURIComponent(parsed.username);
  const host = parsed.searchParams.get('host') ?? (hasHost ? parsed.hostname : '');
  const port = parsed.port === '' ? '' : `:${parsed.port}`;
  const inSchema = schema === undefined ? '' : ` (schema ${schema})`;
  return `postgres://${user === '' ? '' : `${user}@`}${decodeURIComponent(host)}${port}${parsed.pathname}${inSchema}`;
}

function parse(url: string): { parsed: URL; hasHost: boolean } {
  if (typeof url !== 'string' || !/^postgres(?:ql)?:\/\//u.test(url)) throw invalid();
  // A password with a bare # ? or / ends the address early, and the rest of it, up to the @, would be shown as a database.
  const afterAuthority = /^postgres(?:ql)?:\/\/[^/?#]*(?<rest>.*)$/su.exec(url)?.groups?.['rest'] ?? '';
  if (/[@#]/u.test(afterAuthority)) throw invalid();
  try {
    return { parsed: new URL(url), hasHost: true };
  } catch {
    // `user@/database?host=/folder/of/the/socket` is usual, and no URL.
    try {
      return { parsed: new URL(url.replace('@/', DUMMY_HOST)), hasHost: false };
    } catch {
      throw invalid(); // Without the cause, which quotes the address.
    }
  }
}

function invalid(): DatabaseUnavailableError {
  return new DatabaseUnavailableError(SHOWN, 'invalid_url');
}

/** @throws DatabaseUnavailableError unless it can be written into a statement as it is */
export function checkSchema(schema: string, location: string): void {
  if (/^[a-z_][a-z0-9_]{0,62}$/u.test(schema)) return;
  throw new DatabaseUnavailableError(location, 'invalid_url');
}
