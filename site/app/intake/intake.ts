import './intake-root.ts';
