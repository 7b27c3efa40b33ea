namespace FolioModel.Diagnosis;

/// <summary>One event of a trace. What an event of its kind does not have is 0.</summary>
/// <param name="Kind">The event.</param>
/// <param name="Pfn">The page frame.</param>
/// <param name="Value">By how much, or to what, the reference count was to change (<c>val</c>).</param>
/// <param name="Count">The reference count after it.</param>
/// <param name="Returned">What the operation returned (<c>ret</c>).</param>
/// <param name="Order">The order of the block.</param>
/// <param name="Seconds">The time stamp.</param>
/// <param name="Task">The task, a number of <see cref="TraceNames"/>.</param>
/// <param name="Stack">The stack, a number of <see cref="TraceStacks"/>; 0 for none.</param>
/// <param name="Line">The line in the text, from 1.</param>
public readonly record struct TraceEvent(
    TraceEventKind Kind, long Pfn, int Value, int Count, int Returned, int Order, double Seconds, int Task, int Stack, long Line)
{
    /// <summary>By how much the event changed the reference count.</summary>
    public int Change => Kind switch
    {
        TraceEventKind.ReferenceSet => Value,
        TraceEventKind.ReferenceChanged or TraceEventKind.ReferenceDropped => Value,
        TraceEventKind.ReferenceTried => Returned != 0 ? Value : 0,
        _ => 0,
    };
}
