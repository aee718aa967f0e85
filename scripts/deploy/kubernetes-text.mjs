import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { kubernetesServices } from './kubernetes-services.mjs';

export const kubernetesFile = 'deploy/kubernetes/services.yaml';

/** The text of services.yaml, as it is committed. */
export async function kubernetesText(services) {
  const documents = kubernetesServices(services).map((each) => stringify(each, { aliasDuplicateObjects: false }));
  const text = [
    '# Written by `npm run subgraphs:generate` from scripts/deploy/kubernetes-services.mjs.\n',
    ...documents,
  ];
  return format(text.join('---\n'), { ...(await resolveConfig(kubernetesFile)), parser: 'yaml' });
}
