import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ApiProblem } from './data/api.ts';
import { followLive } from './data/live.ts';
import { Receipts } from './parts/order.tsx';
import './styles/base.css';
import './styles/parts.css';
import './styles/now.css';
import './styles/card.css';

const client = new QueryClient({
	defaultOptions: {
		queries: {
			// What changes is told by the stream; this is for what the stream cannot tell.
			refetchInterval: 15_000,
			staleTime: 2_000,
			retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status > 0),
		},
	},
});
followLive(client);

const root = document.getElementById('root');
if (root !== null)
	createRoot(root).render(
		<StrictMode>
			<QueryClientProvider client={client}>
				<Receipts>
					<App />
				</Receipts>
			</QueryClientProvider>
		</StrictMode>,
	);
