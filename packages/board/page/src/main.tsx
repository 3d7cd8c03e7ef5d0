import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { start } from './live/stream.ts';
import './style/tokens.css';
import './style/frame.css';
import './style/board.css';
import './style/panel.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
void start();
