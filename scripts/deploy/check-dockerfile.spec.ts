import { describe, expect, it } from '@jest/globals';
import { checkDockerfile } from './check-dockerfile.mjs';

const sound =
  'FROM node:24-slim AS build\nUSER root\nRUN true\nFROM node:24-slim\nENV NODE_ENV=production\nUSER node\nCMD ["node"]\n';

describe('checking a Dockerfile', () => {
  it('finds nothing wrong with a sound one', () => {
    expect(checkDockerfile(sound)).toEqual([]);
  });

  it('finds what Docker would not understand', () => {
    expect(checkDockerfile(sound.replace('RUN', 'RUNN'))).toEqual(['line 3: Unknown instruction: RUNN']);
  });

  it('finds an image that runs as root, whatever its earlier stages do', () => {
    expect(checkDockerfile(sound.replace('USER node\n', ''))).toEqual(['the image runs as root']);
  });

  it('finds a secret that would be in every copy of the image', () => {
    expect(checkDockerfile(sound.replace('ENV NODE_ENV=production', 'ARG SOKO_SERVICE_KEY'))).toEqual([
      'SOKO_SERVICE_KEY does not belong into an image',
    ]);
  });
});
