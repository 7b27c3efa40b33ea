using System.Diagnostics.CodeAnalysis;
using FolioModel.Forking;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>
    /// Copies the machine with everything that belongs to it: memory, page caches, processes, groups, and the owners' files. Original and
    /// copy share nothing that can change, and the same operations lead to the same states in both.
    /// </summary>
    /// <param name="also">
    /// Objects of the owners, or the embedder's own, that the machine does not lead to and that the copy needs too.
    /// </param>
    /// <remarks>
    /// <para>
    /// The copy belongs to the current thread. Observers stay with the original, unless <paramref name="also"/> leads to them. Objects of
    /// the embedder that the machine refers to, such as its devices and callbacks, are copied field by field, unless they are
    /// <see cref="IForkShared"/>.
    /// </para>
    /// <para>Reference effect: none in the original; each reference has a holder of its own in the copy.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The machine is not at rest: a task runs suspended, or an operation is under way.
    /// </exception>
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

    /// <summary>Writes the machine to a stream, with everything that <see cref="Fork"/> would copy.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="also">As for <see cref="Fork"/>: <see cref="RestoredMachine.Also"/> gives them back.</param>
    /// <remarks>
    /// The form is one of a checkpoint, to be read by the same builds of the same libraries: it holds private fields by name. Reference
    /// effect: none.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The machine is not at rest.</exception>
    /// <exception cref="NotSupportedException">The machine leads to an object that is no state.</exception>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    public void Save(Stream to, params ReadOnlySpan<object> also)
    {
        ArgumentNullException.ThrowIfNull(to);
        CheckThread();
        ThrowUnlessAtRest();
        SavedMachine.Write(to, [this, .. also]);
    }

    /// <summary>Reads a machine that <see cref="Save"/> wrote. Nothing is built before the whole is known to be undamaged.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="trusted">
    /// Assemblies of the embedder whose objects may be read; those of this model and the base library always may. Read streams of others
    /// only from where you would run a program from.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The stream is no saved machine, damaged or cut off, of another version, of other builds, or has objects of other assemblies.
    /// </exception>
    [RequiresUnreferencedCode(MachineFork.Reason)]
    [RequiresDynamicCode(MachineFork.Reason)]
    public static RestoredMachine Restore(Stream from, params ReadOnlySpan<System.Reflection.Assembly> trusted)
    {
        ArgumentNullException.ThrowIfNull(from);
        HashSet<System.Reflection.Assembly> allowed =
            [.. trusted, typeof(object).Assembly, typeof(Stack<>).Assembly, typeof(PriorityQueue<,>).Assembly];
        IReadOnlyList<object> roots = SavedMachine.Read(from, a => allowed.Contains(a) || StaticObjects.IsOurs(a));
        Machine machine = (Machine)roots[0];
        machine.BelongToCurrentThread();
        return new RestoredMachine(machine, [.. roots.Skip(1)]);
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
        FollowNodes();
    }
}
