import './leaderboard.ts';
