import { requireUser } from '@soko/auth';
import { newEvent, samplesSample } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readName } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { SamplesContext } from '../context.ts';
import { sampleNameTaken, type SampleNameTaken } from '../domain/refusals.ts';
import type { Sample } from '../domain/sample.ts';
import { addSample } from '../store/samples.ts';

export interface CreateSampleInput {
  idempotencyKey: string;
  name: string;
}

/** Creates a sample that belongs to the viewer. A repeat returns the first result. */
export async function createSample(
  { viewer, pool, loaders, trail, now }: SamplesContext,
  input: CreateSampleInput,
): Promise<Sample | SampleNameTaken> {
  const { id: ownerId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const name = readName(input.name, 'name');
  const command = { owner: ownerId, key, input: { command: 'createSample', name } };
  const result = await once<{ id: string } | SampleNameTaken>(pool, command, async (tx) => {
    const sample: Sample = { id: newId('smp'), ownerId, name, createdAt: now() };
    const created = newEvent(samplesSample, 'created', { subject: sample.id, sequence: 1, data: { ownerId } }, trail);
    return (await addSample(tx, sample, [created])) ? { id: sample.id } : sampleNameTaken(name);
  });
  if (isRefusal(result)) return result;
  const saved = await loaders.sample.load(result.id);
  if (saved === null) throw new Error(`Sample ${result.id} was deleted after it was created.`);
  return saved;
}
