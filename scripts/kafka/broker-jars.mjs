import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const kafkaVersion = '4.3.0';

/** A broker cannot be had on this machine; `message` is one sentence that says what is missing. */
export class NoKafka extends Error {
  name = 'NoKafka';
}

const pom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>soko</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.25.1</version>
    </dependency>
  </dependencies>
</project>
`;

/** The major version of the `java` on the path; 0 when there is none. */
async function javaVersion() {
  const { stderr } = await run('java', ['-version']).catch(() => ({ stderr: '' }));
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
}

async function requireJava() {
  const version = await javaVersion();
  if (version === 0) throw new NoKafka('Kafka needs Java 17 or newer, and there is no `java` on the path.');
  if (version < 17)
    throw new NoKafka(`Kafka needs Java 17 or newer, and the \`java\` on the path is version ${version}.`);
}

/**
 * The folder with the broker's jars: `<directory>/libs`, filled by Maven the first time (some 45 MB).
 * Throws `NoKafka` when Java 17 or Maven is missing.
 */
export async function brokerJars(directory, say = () => {}) {
  await requireJava();
  const libs = join(directory, 'libs');
  const complete = join(libs, 'complete.txt');
  if ((await readFile(complete, 'utf8').catch(() => '')) === pom) return libs;
  say(`Fetching Apache Kafka ${kafkaVersion} with Maven (once) …`);
  await mkdir(libs, { recursive: true });
  const pomFile = join(directory, 'pom.xml');
  await writeFile(pomFile, pom);
  const goal = ['-q', '-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${libs}`];
  try {
    await run('mvn', goal, { maxBuffer: 16_000_000 });
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new NoKafka('The broker is fetched with Maven, and there is no `mvn` on the path.', { cause: error });
    }
    const reason = /\[ERROR\] (.*)/.exec(error.stdout)?.[1] ?? error.message;
    throw new NoKafka(`Maven could not fetch Apache Kafka ${kafkaVersion}: ${reason}`, { cause: error });
  }
  await writeFile(complete, pom);
  return libs;
}
