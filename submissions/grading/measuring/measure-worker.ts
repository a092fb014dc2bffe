import { serveTasks } from '../../workers/serve-tasks.ts';
import { measureTask } from './measure-task.ts';

serveTasks(measureTask);
