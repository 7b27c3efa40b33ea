namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>
    /// Pins pages for direct access by a device. Reference effect: +1024 for each page of a small folio, +1 and one pin for each of a large
    /// one, owned by the current task; and as <see cref="Touch"/> where nothing is mapped yet.
    /// </summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="write">Whether the device writes.</param>
    /// <returns>
    /// The pages' folios, one for each page; fewer than asked for where a page cannot be had. Give each back with
    /// <see cref="Folio.Unpin"/>. The page of zeros is <c>default</c>, and there is nothing to give back.
    /// </returns>
    /// <remarks>Models <c>pin_user_pages_fast</c>.</remarks>
    [Interleaved]
    public IReadOnlyList<Folio> Pin(VirtualPage first, int pages, bool write)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("pin_user_pages_fast");
        return Grab(first, pages, write, pin: true);
    }

    /// <summary>Gets pages for direct access without pinning them. Reference effect: +1 for each page, owned by the current task.</summary>
    /// <param name="first">First page.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="write">Whether they are written.</param>
    /// <returns>
    /// The pages' folios, one for each page. Give each back with <see cref="Folio.PutFromAccess"/>. The page of zeros is <c>default</c>,
    /// and there is nothing to give back.
    /// </returns>
    /// <remarks>Models <c>get_user_pages_fast</c>.</remarks>
    [Interleaved]
    public IReadOnlyList<Folio> Get(VirtualPage first, int pages, bool write)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("get_user_pages_fast");
        return Grab(first, pages, write, pin: false);
    }

    [Interleaved]
    private List<Folio> Grab(VirtualPage first, int pages, bool write, bool pin)
    {
        // What is mapped is taken without locks, up to the first page that is not; from there on each page counts as used.
        bool lockless = true;
        List<Folio> grabbed = [];
        for (VirtualPage page = first; page < first + pages; page += 1)
        {
            lockless = lockless && IsMapped(page, write);
            if (!lockless && FaultIn(page, write) != Errno.None)
            {
                break;
            }

            Folio folio = FolioAt(page);
            if (folio.IsNone)
            {
                // The page of zeros is nobody's: it is given out, and no reference on it is counted.
                grabbed.Add(default);
                continue;
            }

            if (pin)
            {
                folio.Pin();
            }
            else
            {
                folio.GetForAccess();
            }

            if (lockless)
            {
                folio.SetReferenced();
            }
            else
            {
                NoteUse(page, write);
            }

            grabbed.Add(folio);
        }

        return grabbed;
    }

    /// <summary>The folio that a page shows, or <c>default</c> when nothing is mapped. Takes no reference.</summary>
    /// <param name="page">The page.</param>
    public Folio FolioAt(VirtualPage page)
    {
        PageTableEntry huge = Table.HugeAt(page);
        PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
        return entry.IsPresent ? new Folio(_machine, _machine.Map.HeadOf(entry.Frame)) : default;
    }

    /// <summary>Makes sure that a page is mapped, for writing if wanted, without noting an access in an entry that is there.</summary>
    [Interleaved]
    private Errno FaultIn(VirtualPage page, bool write) => IsMapped(page, write) ? Errno.None : TouchAll(page, 1, write);

    private bool IsMapped(VirtualPage page, bool write)
    {
        PageTableEntry huge = Table.HugeAt(page);
        PageTableEntry entry = huge.IsPresent ? huge : Table.At(page);
        return entry.IsPresent && (!write || entry.Has(PteFlags.Writable));
    }
}
