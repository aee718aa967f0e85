import { isRequired, isSecret } from './service-variables.mjs';

const labels = (name) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'soko',
  'app.kubernetes.io/component': name === 'gateway' ? 'gateway' : 'subgraph',
});

const probe = (path, more) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 5, ...more });

/** What only this service may know comes from the Secret `soko`; the rest from the ConfigMap of config.env. */
const secretsOf = (shape) =>
  Object.entries(shape)
    .filter(([variable]) => isSecret(variable))
    .map(([variable, schema]) => ({
      name: variable,
      valueFrom: { secretKeyRef: { name: 'soko', key: variable, ...(isRequired(schema) ? {} : { optional: true }) } },
    }));

const container = (name, shape) => ({
  name,
  image: 'soko',
  args: [name],
  ports: [
    { name: 'http', containerPort: 4000 },
    ...('METRICS_PORT' in shape ? [{ name: 'metrics', containerPort: 9464 }] : []),
  ],
  envFrom: [{ configMapRef: { name: 'soko' } }],
  env: [...('METRICS_PORT' in shape ? [{ name: 'METRICS_PORT', value: '9464' }] : []), ...secretsOf(shape)],
  startupProbe: probe('/health/live', { periodSeconds: 2, failureThreshold: 30 }),
  livenessProbe: probe('/health/live', { periodSeconds: 10 }),
  readinessProbe: probe('/health/ready', { periodSeconds: 5 }),
  // Requests still arrive while the cluster learns that this one is going.
  lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
  resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { memory: '512Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
});

const deployment = (name, shape) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: labels(name) },
  spec: {
    replicas: 2,
    selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      metadata: { labels: labels(name) },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 40,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container(name, shape)],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
});

/** Under the service's own name on port 4000: that is where the supergraph says a subgraph is. */
const service = (name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: labels(name) },
  spec: {
    selector: { 'app.kubernetes.io/name': name },
    ports: [{ name: 'http', port: 4000, targetPort: 'http' }],
  },
});

/**
 * The Kubernetes objects of every service, from one template.
 * @param {Record<string, Record<string, import('zod').ZodType>>} services the variables that each reads
 */
export const kubernetesServices = (services) =>
  Object.entries(services).flatMap(([name, shape]) => [deployment(name, shape), service(name)]);
