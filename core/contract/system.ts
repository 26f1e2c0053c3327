import { oc } from '@orpc/contract';
import { z } from 'zod';
import { codedErrors, path, trusted } from './schema.ts';

/** What the host is and where it keeps things. */
export interface SystemInfo {
  readonly version: string;
  /** `desktop`, `web` or `cli`. */
  readonly host: 'desktop' | 'web' | 'cli';
  readonly platform: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu?: string;
  readonly projectsFolder: string;
}

/** What lies in a folder, for choosing one in the browser. */
export interface FolderListing {
  readonly path: string;
  readonly parent?: string;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Images directly in this folder. */
  readonly images: number;
  /** Shortcuts such as the home folder. */
  readonly places: readonly { readonly name: string; readonly path: string }[];
}

/** How many images and text files lie in and below a folder. */
export interface FolderSurvey {
  readonly images: number;
  readonly sidecars: number;
  /** There is more: counting ended early. */
  readonly truncated: boolean;
}

const base = oc.errors(codedErrors);

/** Host, settings and folders. */
export const systemContract = {
  info: base.output(trusted<SystemInfo>()),
  /** For the folder dialog of the browser version; the desktop uses its own. */
  listFolder: base
    .input(z.object({ path: path.optional(), extensions: z.array(z.string()).optional() }))
    .output(trusted<FolderListing>()),
  /** Counts images and text sidecars below a folder, up to 100,000. */
  surveyFolder: base.input(z.object({ path })).output(trusted<FolderSurvey>()),
  getSettings: base.output(trusted<Readonly<Record<string, unknown>>>()),
  setSetting: base
    .input(
      z.object({
        name: z.enum(['theme', 'panels', 'keys', 'projectsFolder', 'hubUrl', 'tour']),
        value: z.json(),
      }),
    )
    .output(z.void()),
};
