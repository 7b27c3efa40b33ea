namespace FolioModel.Diagnosis;

/// <summary>
/// Reads the text of a trace event by event: of ftrace's <c>trace</c> and <c>trace_pipe</c>, of <c>trace-cmd report</c>, and of
/// <c>perf script</c>, with stacks where there are any. Lines of other events are passed over.
/// </summary>
/// <param name="text">The text; it is read once, in pieces.</param>
public sealed class TraceReader(Stream text)
{
    private readonly TraceLines _lines = new(text);
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
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
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
