namespace FolioModel.Diagnosis;

/// <summary>
/// Reads the text of a trace event by event: of ftrace's <c>trace</c> and <c>trace_pipe</c>, of <c>trace-cmd report</c>, and of
/// <c>perf script</c>, with stacks where there are any. Lines of other events are passed over.
/// </summary>
/// <param name="text">The text; it is read once, in pieces.</param>
public sealed class TraceReader(Stream text)
{
    private readonly TraceLines _lines = new(text);
    private readonly TraceBlocks _blocks = new();
    private TraceEvent _pending;
    private bool _inStack;

    /// <summary>The tasks, as the trace names them: <c>comm-pid</c>.</summary>
    public TraceNames Tasks { get; } = new();

    /// <summary>The stacks.</summary>
    public TraceStacks Stacks { get; } = new();

    /// <summary>Lines read so far.</summary>
    public long Lines => _lines.Number;

    /// <summary>Reads the next event, with its stack.</summary>
    /// <param name="read">The event.</param>
    /// <returns>False at the end of the text.</returns>
    public bool TryRead(out TraceEvent read)
    {
        while (true)
        {
            if (_lines.TryReadBlock(out ReadOnlySpan<byte> block) && _inStack && _pending.Kind != TraceEventKind.None)
            {
                TakeBlock(block);
            }

            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            {
                break;
            }

            if (TakeFrame(line))
            {
                continue;
            }

            TraceEvent next = TraceLine.Parse(line, _lines.Number, Tasks);
            if (next.Kind == TraceEventKind.None)
            {
                _inStack &= TraceLine.IsStackMark(line);
                continue;
            }

            (read, _pending, _inStack) = (_pending, next, true);
            if (read.Kind != TraceEventKind.None)
            {
                return true;
            }
        }

        (read, _pending) = (_pending, default);
        return read.Kind != TraceEventKind.None;
    }

    /// <summary>Takes lines without a colon, which are no events. A stack that was read before is found by its bytes.</summary>
    private void TakeBlock(ReadOnlySpan<byte> block)
    {
        int before = _pending.Stack;
        if (_blocks.TryFind(before, block, out TraceBlock known))
        {
            _pending = _pending with { Stack = known.Stack };
            _inStack = known.GoesOn;
            return;
        }

        for (ReadOnlySpan<byte> rest = block; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            line = line is [.., (byte)'\r'] ? line[..^1] : line;
            _inStack &= TakeFrame(line) || TraceLine.IsStackMark(line);
        }

        _blocks.Add(before, block, new TraceBlock(_pending.Stack, _inStack));
    }

    private bool TakeFrame(ReadOnlySpan<byte> line)
    {
        if (!_inStack || _pending.Kind == TraceEventKind.None)
        {
            return false;
        }

        ReadOnlySpan<byte> function = TraceLine.FunctionOf(line);
        if (function.IsEmpty)
        {
            return false;
        }

        if (!function.StartsWith("__page_ref_"u8))
        {
            _pending = _pending with { Stack = Stacks.Call(_pending.Stack, Stacks.Functions.NumberOf(function)) };
        }

        return true;
    }
}
