import { answerList, listParams } from '../lists/list.ts';
import type { FileRecord } from '../records/payments.ts';
import { refused } from '../wire/api-error.ts';
import { choice, integer, leftOut, nested, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { type Route, route } from '../wire/route.ts';
import { findInPath } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { renderFile } from './render.ts';

const purpose = choice('dispute_evidence');

/** See `wire/multipart.ts`. The digest makes two files two requests for idempotency. */
const createParams = {
  purpose: required(purpose),
  file: required(nested({ filename: text(), type: text(), size: integer(), sha256: text() })),
  file_link_data: leftOut,
};

const mostBytes = 5_000_000;

/** https://docs.stripe.com/file-upload */
function createFile(work: Work, { purpose: wanted, file }: Params<typeof createParams>): FileRecord {
  const { filename, type, size = 0 } = file;
  if (!type) throw refused('The file type is not supported: use a PDF, JPEG or PNG file.', { param: 'file' });
  if (size > mostBytes) throw refused(`The file is too large: ${size} of ${mostBytes} bytes.`, { param: 'file' });
  return work.put('files', {
    id: randomId('file'),
    account: work.account,
    createdAt: work.now,
    purpose: wanted,
    filename: filename ?? 'file',
    type,
    size,
  });
}

export const fileRoutes: readonly Route[] = [
  route('POST', '/v1/files', createParams, ({ work, params }) => renderFile(createFile(work, params))),
  route('GET', '/v1/files', { ...listParams, purpose }, (call) => answerList(call, 'files', () => true, renderFile)),
  route('GET', '/v1/files/:id', {}, ({ work, path }) => renderFile(findInPath(work, 'files', path.id!))),
];
