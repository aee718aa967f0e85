import { BadEnvironment } from '@soko/env';
import { variablePrefixOf } from '../env.ts';
import { gatewayConfig, type GatewayConfig, readGatewayConfig } from './gateway-config.ts';

type Variables = Record<string, string | undefined>;

/** The options of the command line. */
export interface GatewayArguments {
  supergraph?: string | undefined;
  config?: string | undefined;
  subgraph?: readonly string[] | undefined;
  port?: string | undefined;
}

/** `fruit-stand=https://fruit.example/` as the variable with the address. */
function addressVariable(option: string): [string, string] {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(option) ?? [];
  if (name === undefined || url === undefined)
    throw new BadEnvironment(`--subgraph ${option} is not <name>=<URL>, such as stock=https://stock.example/graphql`);
  return [`${variablePrefixOf(name)}_URL`, url];
}

/** The configuration and the variables of a gateway: the command line comes first, then the environment, then the file. */
export async function settingsOf(
  values: GatewayArguments,
  environment: Variables,
): Promise<{ source: Variables; config: GatewayConfig }> {
  const config = values.config === undefined ? gatewayConfig.parse({}) : await readGatewayConfig(values.config);
  const given = Object.entries(config.variables).map(([name, value]) => [name, String(value)]);
  const supergraph = values.supergraph ?? environment['SUPERGRAPH_PATH'] ?? config.supergraph;
  if (supergraph === undefined) throw new BadEnvironment('Name the supergraph: --supergraph <file or URL>');
  const source: Variables = {
    ...Object.fromEntries(given),
    ...environment,
    ...Object.fromEntries((values.subgraph ?? []).map(addressVariable)),
    SUPERGRAPH_PATH: supergraph,
    ...(values.port === undefined ? {} : { PORT: values.port }),
  };
  return { source, config };
}
