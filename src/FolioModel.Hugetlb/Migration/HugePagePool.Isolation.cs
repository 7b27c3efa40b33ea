namespace FolioModel.Hugetlb;

public sealed partial class HugePagePool
{
    /// <summary>Takes a folio for exclusive work, so that no other task moves it. Reference effect: +1, owned by isolation.</summary>
    /// <param name="folio">A folio of the pool in use.</param>
    /// <returns>Whether it was isolated: not when it is isolated already, not settled yet, or free.</returns>
    /// <remarks>Models <c>isolate_hugetlb</c>.</remarks>
    [Interleaved]
    public bool Isolate(Folio folio)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("isolate_hugetlb");
        HugePage page = PageOf(folio);
        Lock.Acquire();
        bool isolated = page.Has(HugePageFlags.Migratable) && folio.TryGet(HugetlbHolders.Isolation);
        if (isolated)
        {
            page.Flags &= ~HugePageFlags.Migratable;
        }

        Lock.Release();
        return isolated;
    }

    /// <summary>Ends an isolation. Reference effect: -1, isolation's; the last one gives the folio to the pool.</summary>
    /// <param name="folio">A folio that was isolated.</param>
    /// <remarks>Models <c>folio_putback_active_hugetlb</c>.</remarks>
    [Interleaved]
    public void PutBack(Folio folio)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("folio_putback_active_hugetlb");
        PutBack(folio, HugetlbHolders.Isolation);
    }

    [Interleaved]
    private void PutBack(Folio folio, HolderKind reference)
    {
        Lock.Acquire();
        PageOf(folio).Flags |= HugePageFlags.Migratable;
        Lock.Release();
        folio.Put(reference);
    }
}
