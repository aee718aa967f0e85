import { BadEnvironment } from '@soko/env';
import { badUserInput, forbidden } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { GatewayEnv } from '../env.ts';
import { textFile } from '../execution/text-file.ts';
import { type DocumentTexts, hashOf, readDocuments } from './read-documents.ts';
import { createRecentTexts } from './recent-texts.ts';

/** An operation as a client sends it: its text, its hash in `extensions.persistedQuery`, or both. */
export interface SentDocument {
  query?: unknown;
  extensions?: unknown;
}

/** A store as Apollo Server has it. */
interface TextStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** The texts that clients may name by their hashes: registered ones, and those that a client has sent before. */
export interface Documents {
  /** The texts for Apollo Server, which remembers those that clients send with their hashes. */
  cache: TextStore | null;
  /**
   * Throws FORBIDDEN for a document that is not registered, when only registered ones are executed, and BAD_USER_INPUT for
   * a hash that is not that of the text.
   */
  requireAllowed(sent: SentDocument): void;
  /** The text of a document. Throws for one that is not known, or not allowed. */
  textOf(sent: SentDocument): string;
  close(): void;
}

/** Clients of Apollo send the text as well when they get this message. */
const notFound = 'PersistedQueryNotFound';

const notRegistered =
  'Only registered operations are executed here: send the text of one, or its hash in `extensions.persistedQuery`.';

/** The hash that a client names; undefined when it names none. */
function hashIn(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as {
    persistedQuery?: { version?: unknown; sha256Hash?: unknown } | null;
  };
  if (persistedQuery === undefined || persistedQuery === null) return undefined;
  const { version, sha256Hash: hash } = persistedQuery;
  if (version === 1 && typeof hash === 'string') return hash;
  throw badUserInput('The value must have `version` 1 and the text `sha256Hash`.', 'extensions.persistedQuery');
}

/** Apollo Server writes this before each hash. */
const withoutPrefix = (key: string): string => key.replace(/^apq:/, '');

type DocumentEnv = Pick<
  GatewayEnv,
  'TRUSTED_DOCUMENTS_PATH' | 'TRUSTED_DOCUMENTS_ONLY' | 'TRUSTED_DOCUMENTS_POLL_MS' | 'AUTOMATIC_QUERIES_LENGTH'
>;

/** Throws `BadEnvironment` when nothing could be executed. */
export function requireRegistered({
  TRUSTED_DOCUMENTS_ONLY: isStrict,
  TRUSTED_DOCUMENTS_PATH: path,
}: Pick<DocumentEnv, 'TRUSTED_DOCUMENTS_ONLY' | 'TRUSTED_DOCUMENTS_PATH'>): void {
  if (isStrict && path === undefined)
    throw new BadEnvironment(
      'TRUSTED_DOCUMENTS_ONLY needs TRUSTED_DOCUMENTS_PATH, the file of the registered documents',
    );
}

/** Reads the registered documents, and again when their file changes. A file that cannot be read leaves the earlier ones. */
export async function openDocuments(env: DocumentEnv, log: Logger): Promise<Documents> {
  const { TRUSTED_DOCUMENTS_PATH: path, TRUSTED_DOCUMENTS_ONLY: isStrict, AUTOMATIC_QUERIES_LENGTH: maxLength } = env;
  requireRegistered(env);
  const polling = { pollMs: env.TRUSTED_DOCUMENTS_POLL_MS, log };
  const source = path === undefined ? null : textFile(path, 'the registered documents', polling);
  let registered: DocumentTexts = source ? readDocuments(await source.read()) : new Map<string, string>();
  const recent = createRecentTexts(isStrict ? 0 : maxLength);

  const unwatch = source?.watch((text) => {
    try {
      registered = readDocuments(text);
      log.info({ path, documents: registered.size }, 'read the registered documents');
    } catch (error) {
      log.error({ err: error, path }, 'could not read the registered documents; keeping the earlier ones');
    }
  });

  const find = (hash: string): string | undefined => registered.get(hash) ?? recent.get(hash);

  const requireAllowed = ({ query, extensions }: SentDocument): void => {
    const named = hashIn(extensions);
    if (named === undefined && !isStrict) return;
    const hash = typeof query === 'string' && query !== '' ? hashOf(query) : named;
    if (isStrict && (hash === undefined || !registered.has(hash))) throw forbidden(notRegistered);
    if (named !== undefined && named !== hash)
      throw badUserInput('The hash is not that of the text.', 'extensions.persistedQuery.sha256Hash');
  };

  return {
    cache:
      isStrict || source || maxLength > 0
        ? {
            get: async (key) => find(withoutPrefix(key)),
            set: async (key, text) => recent.set(withoutPrefix(key), text),
            delete: async () => false,
          }
        : null,
    requireAllowed,
    textOf(sent) {
      requireAllowed(sent);
      const { query, extensions } = sent;
      if (typeof query === 'string' && query !== '') return query;
      const hash = hashIn(extensions);
      const text = hash === undefined ? undefined : find(hash);
      if (text !== undefined) return text;
      throw badUserInput(hash === undefined ? 'The request must have a text `query`.' : notFound, 'query');
    },
    close: () => unwatch?.(),
  };
}
