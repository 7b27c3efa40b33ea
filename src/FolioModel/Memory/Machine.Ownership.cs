using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Lets another thread use the machine: the next one that does becomes its owner.</summary>
    /// <exception cref="InvalidOperationException">
    /// The machine belongs to another thread already, or a task of it is running: its operations would go on here.
    /// </exception>
    public void HandOver()
    {
        CheckThread();
        if (_running is { } run)
        {
            throw new InvalidOperationException($"{run.Task} is running: hand the machine over between the steps of its tasks");
        }

        _thread = _plainThread = NoThread;
    }

    /// <summary>
    /// Refuses a folio of another machine, and the handle of no folio: frames are numbers, so a stranger's would be taken for one of ours.
    /// </summary>
    /// <exception cref="ArgumentException">The folio belongs to another machine, or is none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckOwn(Folio folio, [CallerArgumentExpression(nameof(folio))] string? parameter = null)
    {
        if (!ReferenceEquals(folio.Machine, this))
        {
            ThrowForeign(folio.IsNone ? "no folio" : "a folio", parameter);
        }
    }

    /// <summary>Refuses a task of another machine.</summary>
    /// <exception cref="ArgumentException">The task belongs to another machine.</exception>
    internal void CheckOwn(KernelTask task, [CallerArgumentExpression(nameof(task))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(task, parameter);
        if (!ReferenceEquals(task.Machine, this))
        {
            ThrowForeign($"task {task}", parameter);
        }
    }

    /// <summary>Refuses a batch that was made for another machine.</summary>
    /// <exception cref="ArgumentException">The batch belongs to another machine.</exception>
    internal void CheckOwn(FolioBatch batch, [CallerArgumentExpression(nameof(batch))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(batch, parameter);
        if (!ReferenceEquals(batch.Machine, this))
        {
            ThrowForeign("a batch", parameter);
        }
    }

    [DoesNotReturn]
    private static void ThrowForeign(string what, string? parameter) => throw new ArgumentException(
        what == "no folio"
            ? "this is the handle of no folio (default): did the call that should have returned a folio fail?"
            : $"{what} of another machine: handles are valid on the machine that made them only",
        parameter);
}
