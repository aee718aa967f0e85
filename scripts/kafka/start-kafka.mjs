import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brokerJars, NoKafka } from './broker-jars.mjs';
import { logSettings, serverSettings } from './broker-settings.mjs';
import { newClusterId } from './cluster-id.mjs';

const run = promisify(execFile);

/** Where the jars are kept, for every broker of this clone. */
const home = resolve(import.meta.dirname, '../../.soko/kafka');

const startTimeoutMs = 180_000;

/**
 * Starts Apache Kafka (KRaft, one node) on the loopback address and resolves once it answers. `port` 0 takes a free
 * one; what it stores, and its log, are in `dataDir`. Throws `NoKafka` with one sentence when it cannot.
 */
export async function startKafka({ port = 0, dataDir, quiet = true }) {
  const say = quiet ? () => {} : console.log;
  const libs = await brokerJars(home, say);
  const [brokerPort, controllerPort] = await choosePorts(port);
  const data = resolve(dataDir);
  await mkdir(data, { recursive: true });
  const settings = join(data, 'server.properties');
  await writeFile(settings, serverSettings({ brokerPort, controllerPort, directory: join(data, 'log') }));
  await writeFile(join(data, 'log4j2.properties'), logSettings);
  await formatOnce(libs, data, settings);
  const broker = spawnBroker(libs, data, settings);
  await broker.ready;
  return { brokers: `127.0.0.1:${brokerPort}`, pid: broker.pid, exited: broker.exited, stop: broker.stop };
}

async function choosePorts(port) {
  if (port !== 0 && !(await isFree(port))) {
    throw new NoKafka(`Port ${port} is taken: is a Kafka running already? Choose another one with KAFKA_PORT.`);
  }
  return [port === 0 ? await freePort() : port, await freePort()];
}

function listen(port) {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address();
      server.close(() => done(got));
    });
  });
}

const freePort = () => listen(0);
const isFree = (port) =>
  listen(port).then(
    () => true,
    () => false,
  );

const javaFlags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

async function formatOnce(libs, data, settings) {
  const formatted = await access(join(data, 'log', 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const tool = ['kafka.tools.StorageTool', 'format', '-t', newClusterId(), '-c', settings];
  await run('java', [...javaFlags, '-cp', `${libs}/*`, ...tool]).catch((error) => {
    throw new NoKafka(`Kafka could not prepare ${data}: ${error.stderr || error.message}`, { cause: error });
  });
}

function spawnBroker(libs, data, settings) {
  const logFile = join(data, 'kafka.log');
  const flags = ['-Xmx512m', ...javaFlags, `-Dlog4j2.configurationFile=${join(data, 'log4j2.properties')}`];
  // Straight into a file: the broker must not wait for us to read a pipe.
  const log = openSync(logFile, 'w');
  // A group of its own, so that Ctrl-C reaches us first and the broker is stopped once.
  const broker = spawn('java', [...flags, '-cp', `${libs}/*`, 'kafka.Kafka', settings], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise((done) => broker.once('exit', done));
  return { pid: broker.pid, exited, ready: untilReady(broker, exited, logFile), stop: () => stop(broker, exited) };
}

async function untilReady(broker, exited, logFile) {
  let gone = false;
  void exited.then(() => (gone = true));
  const deadline = Date.now() + startTimeoutMs;
  while (!gone && Date.now() < deadline) {
    if ((await readFile(logFile, 'utf8')).includes('Kafka Server started')) return;
    await sleep(50);
  }
  await stop(broker, exited);
  throw new NoKafka(`Kafka did not start; ${logFile} says why.`);
}

/** Asks the broker to stop, and ends it when it has not done so in 10 s. */
async function stop(broker, exited) {
  broker.kill('SIGTERM');
  const timer = setTimeout(() => broker.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}
