/**
 * `npm run deploy:generate` writes deploy/kubernetes/services.yaml: every service from one template, with the secrets
 * that its env.ts names.
 */
import { writeFileSync } from 'node:fs';
import { kubernetesFile, kubernetesText } from './deploy/kubernetes-text.mjs';
import { services } from './deploy/services.mjs';

const all = await services();
writeFileSync(kubernetesFile, await kubernetesText(all));
console.log(`wrote ${kubernetesFile}: ${Object.keys(all).join(', ')}`);
