export function databases(): string[];
export function datamodelOf(name: string): string;
export function datamodelsOf(name: string): { wanted: string; migrated: string | null };
export function migratedSchemaFile(name: string): string;
export function migrationsFolder(name: string): string;
export function migrationsOf(name: string): string[];
