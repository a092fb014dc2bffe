/** What a pool sends to its processes. */
export interface TaskMessage<Task> {
  readonly task: Task;
}

/** What a process of a pool sends back. */
export type WorkerMessage<Done, Progress> =
  /** It has loaded its module, and takes a task. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly done: Done }
  /** An error of the table that the task threw: the process goes on. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly details: Readonly<Record<string, string | number>>;
    }
  /** Any other: what the process has become is not known. */
  | { readonly kind: 'threw'; readonly problem: string; readonly stack: string };

/** The variable that tells a process the folder for its temporary files. */
export const folderVariable = 'BOARDBENCH_WORKER_FOLDER';
