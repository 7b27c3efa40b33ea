using System.Collections.Immutable;
using FolioModel;
using FolioModel.Interleaving;
using FolioModel.Ledger;
using FolioModel.Locking;
using SpinLock = FolioModel.Locking.SpinLock;

namespace OwnFileSystem;

/// <summary>
/// The journal: the pages of the running transaction, which wait to be committed. It holds one reference to each of them, so that reclaim
/// cannot free a page before it is safe on disk.
/// </summary>
[SharedState("journal")]
public sealed partial class Journal : ISharedState
{
    /// <summary>The class of the journal's lock: taken inside a folio's lock and outside the i_pages lock.</summary>
    public static readonly LockClass LockClass = new("Journal", 450, LockKind.Spins);

    /// <summary>The journal as a holder of references.</summary>
    public static readonly HolderKind Holder = HolderKind.Register(
        "smallfs journal", HolderClass.Expected, "a page that waits in the journal to be committed", HolderTraits.None);

    private readonly Machine _machine;
    private readonly bool _leaks;

    internal Journal(Machine machine, int blocks, bool leaks)
    {
        _machine = machine;
        _leaks = leaks;
        _stateNumber = machine.NewStateNumber();
        Lock = new SpinLock(machine, LockClass, "journal lock");
        Blocks = blocks;
        FreeBlocks = blocks;
        _running = [];
    }

    /// <summary>Protects the running transaction and the free blocks.</summary>
    public SpinLock Lock { get; }

    /// <summary>Blocks of the journal on disk.</summary>
    public int Blocks { get; }

    /// <summary>Blocks that no page uses.</summary>
    [Shared]
    public partial int FreeBlocks { get; private set; }

    /// <summary>The pages of the running transaction.</summary>
    [Shared]
    public partial ImmutableList<Folio> Running { get; private set; }

    /// <summary>
    /// Adds a page to the running transaction. Reference effect: +1 of the journal, unless it holds the page already.
    /// </summary>
    /// <param name="folio">A locked folio.</param>
    /// <returns>Success, or ENOSPC when no block is free.</returns>
    [Interleaved]
    internal Errno Add(Folio folio)
    {
        Lock.Acquire();
        bool isNew = !Running.Contains(folio);
        bool isFull = isNew && FreeBlocks == 0;
        _machine.Point(SchedulingPoint.Inside, Lock);
        if (isNew && !isFull)
        {
            Running = Running.Add(folio);
            FreeBlocks--;
        }

        // The planted mistake: a page that is written again is got again, and commit puts it once.
        if ((isNew && !isFull) || (!isNew && _leaks))
        {
            folio.Get(Holder);
        }

        Lock.Release();
        return isFull ? Errno.ENOSPC : Errno.None;
    }

    /// <summary>
    /// Writes the pages of the running transaction to disk. Reference effect: the journal's reference to each is dropped when it is
    /// written.
    /// </summary>
    /// <returns>Pages of the transaction.</returns>
    [Interleaved]
    public int Commit()
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("smallfs_commit");
        Folio[] committing = TakeAll();
        foreach (Folio folio in committing)
        {
            folio.Lock();

            // Truncated while it waited for the lock: there is nothing to write.
            if (folio.Mapping is not null && folio.ClearDirtyForIo())
            {
                folio.StartWriteback();
                folio.Unlock();
                folio.EndWriteback();
            }
            else
            {
                folio.Unlock();
            }

            folio.Put(Holder);
            GiveBack(1);
        }

        return committing.Length;
    }

    /// <summary>Takes pages of a file off the running transaction. Reference effect: -1 of the journal for each.</summary>
    /// <param name="mapping">The file.</param>
    /// <param name="first">The first page.</param>
    [Interleaved]
    internal void Forget(AddressSpace mapping, PageIndex first)
    {
        Lock.Acquire();
        Folio[] forgotten = [.. Running.Where(folio => folio.Mapping == mapping && folio.Index >= first)];
        _machine.Point(SchedulingPoint.Inside, Lock);
        Running = Running.RemoveRange(forgotten);
        FreeBlocks += forgotten.Length;
        Lock.Release();
        foreach (Folio folio in forgotten)
        {
            folio.Put(Holder);
        }
    }

    /// <summary>The running transaction becomes the caller's, and an empty one takes its place.</summary>
    [Interleaved]
    private Folio[] TakeAll()
    {
        Lock.Acquire();
        Folio[] taken = [.. Running];
        _machine.Point(SchedulingPoint.Inside, Lock);
        Running = [];
        Lock.Release();
        return taken;
    }

    [Interleaved]
    private void GiveBack(int blocks)
    {
        Lock.Acquire();
        FreeBlocks += blocks;
        Lock.Release();
    }
}
