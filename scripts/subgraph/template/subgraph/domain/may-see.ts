import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Sample } from './sample.ts';

/** The owner and support see a sample. */
export const maySeeSample = (viewer: Viewer, { ownerId }: Pick<Sample, 'ownerId'>): boolean =>
  userIdOf(viewer) === ownerId || hasRole(viewer, 'SUPPORT');
