using System.Diagnostics.CodeAnalysis;
using FolioModel.Forking;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Copies the machine with everything that belongs to it: memory, page caches, processes, groups, and the owners' files. Original and
    /// copy share nothing that can change, and the same operations lead to the same states in both.
    /// </summary>
    /// <param name="also">Objects of the owners, or the embedder's own, that the machine does not lead to and that the copy needs too.</param>
    /// <remarks>
    /// <para>The copy belongs to the current thread. Observers stay with the original, unless <paramref name="also"/>
    /// leads to them. Objects of the embedder that the machine refers to,
    /// such as its devices and callbacks, are copied field by field, unless they are <see cref="IForkShared"/>.</para>
    /// <para>Reference effect: none in the original; each reference has a holder of its own in the copy.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The machine is not at rest: a task runs suspended, or an operation is under way.</exception>
    /// <exception cref="NotSupportedException">The machine leads to an object that is no state: a thread, a stream.</exception>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    public MachineFork Fork(params ReadOnlySpan<object> also)
    {
        CheckThread();
        ThrowUnlessAtRest();
        GraphCopy copy = new();
        Machine made = (Machine)copy.Copy(this);
        foreach (object root in also)
        {
            copy.Copy(root);
        }

        copy.Finish();
        made.BelongToCurrentThread();
        return new MachineFork(made, copy.Copies);
    }

    private void ThrowUnlessAtRest()
    {
        if (_runs.Count > 0 || _running is not null)
        {
            throw new InvalidOperationException($"the machine is not at rest: {_runs[0]} is not over");
        }

        if (Current.Operation is { } operation)
        {
            throw new InvalidOperationException($"the machine is not at rest: {Current} is in {operation}");
        }
    }

    private void BelongToCurrentThread()
    {
        _thread = Environment.CurrentManagedThreadId;
        DropIdleInstrumentation();
        NotePlainThread();
    }
}
