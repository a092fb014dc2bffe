import { serveTasks } from '../../../submissions/workers/serve-tasks.ts';
import { checkArchive } from './check-archive.ts';

serveTasks(checkArchive);
