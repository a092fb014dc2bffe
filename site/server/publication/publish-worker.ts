import { serveTasks } from '../../../submissions/workers/serve-tasks.ts';
import { publishSite } from './publish-site.ts';
import type { PublishTask } from './publish-site.ts';

serveTasks((task: PublishTask) => publishSite(task));
