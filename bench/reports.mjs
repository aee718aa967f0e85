/** `node bench/reports.mjs [rows] [folder]`: time and memory of reports of many rows, each killed in the middle and continued. */
import { tmpdir } from 'node:os';
import { importTypescript } from '../scripts/import-typescript.mjs';

const { measureReports } = await importTypescript('bench/reports.ts');
const mebibytes = (bytes) => `${(bytes / 1_048_576).toFixed(0)} MiB`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
await measureReports(Number(process.argv[2] ?? 1_000_000), process.argv[3] ?? tmpdir(), (written) => {
  const { format, rows, writeMs, heap, rss, keptBytes, fileBytes, downloadMs, downloadHeap } = written;
  console.log(
    `${format}: ${rows} rows written in ${seconds(writeMs)}, heap +${mebibytes(heap)}, resident +${mebibytes(rss)}; ` +
      `${mebibytes(keptBytes)} in the database, file of ${mebibytes(fileBytes)} sent in ${seconds(downloadMs)}, heap +${mebibytes(downloadHeap)}`,
  );
});
process.exit();
