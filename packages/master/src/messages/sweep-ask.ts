import { answerSweep } from '../store/over.ts';
import { answerTo, type Handler } from './handling.ts';

export const handleSweepAsk: Handler<'sweep.ask'> = async (tx, message, _handling, envelope) =>
	answerTo(envelope, await answerSweep(tx, message));
