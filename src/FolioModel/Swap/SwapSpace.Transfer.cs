using FolioModel.Groups;

namespace FolioModel.Swap;

public sealed partial class SwapSpace
{
    /// <summary>
    /// Finds the folio of a slot, or reads it into a fresh one of order 0. Reference effect: +1 owned by the current task; a fresh folio
    /// also has one of the swap cache and one of the lru_add batch until it drains.
    /// </summary>
    /// <param name="entry">A slot in use.</param>
    /// <param name="gfp">How memory may be got.</param>
    /// <returns>
    /// The folio, unlocked, in the swap cache; <see cref="Errno.ENOMEM"/>; or <see cref="Errno.EEXIST"/> when the slot is in use no more.
    /// </returns>
    /// <remarks>Models <c>read_swap_cache_async</c> without readahead. A folio that could not be read is not uptodate.</remarks>
    [Interleaved]
    public FolioResult ReadIn(SwapEntry entry, GfpFlags gfp)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("read_swap_cache_async");
        if (AreaOf(entry) is not { } area)
        {
            return FolioResult.Failed(Errno.EEXIST);
        }

        FolioResult found = area.Cache.Get(entry);
        if (found.IsOk)
        {
            return found;
        }

        _machine.Point(SchedulingPoint.Allocate);
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, gfp);
        if (folio.IsNone)
        {
            return FolioResult.Failed(Errno.ENOMEM);
        }

        bool claimsLater = _machine.Profile.ClaimsSlotsWithFolio;
        if (!claimsLater && !area.TryClaim(entry))
        {
            folio.Put();
            return FolioResult.Failed(Errno.EEXIST);
        }

        folio.Lock();
        folio.MarkSwapBacked();
        Errno refused = ChargeSwappedIn(folio, entry, gfp);
        (Errno error, ulong? shadow) = refused != Errno.None ? (refused, null)
            : claimsLater ? area.Cache.AddClaiming(folio, entry) : area.Cache.Add(folio, entry);
        if (error != Errno.None)
        {
            if (!claimsLater)
            {
                area.DropCache(entry, 1);
            }

            folio.Unlock();
            folio.Put();
            return FolioResult.Failed(error);
        }

        if (shadow is { } evicted)
        {
            _machine.WorkingSet.Refault(folio.Frame, evicted);
        }

        folio.AddToLru();
        _machine.Statistics.SwappedIn++;
        _machine.CountTransfer(PageSize.Bytes, isWrite: false);
        if (area.Device.Read(folio, entry))
        {
            _machine.Contents?.Load(entry, folio);
            folio.MarkUptodate();
        }

        folio.Unlock();
        return new FolioResult(folio, Errno.None);
    }

    /// <summary>Charges a folio for what comes back from a slot: to the group that was charged for the slot.</summary>
    /// <remarks>Models <c>mem_cgroup_swapin_charge_folio</c>.</remarks>
    [Interleaved]
    internal Errno ChargeSwappedIn(Folio folio, SwapEntry entry, GfpFlags gfp) =>
        _machine.Groups is { } groups ? groups.ChargeFolio(
            folio.Frame, AreaOf(entry)?.GroupOf(entry) is { IsOnline: true } owner ? owner : groups.Current, gfp) : Errno.None;

    /// <summary>
    /// Writes a locked folio of the swap cache to its slots and unlocks it. Reference effect: none, writeback holds no reference.
    /// </summary>
    /// <param name="folio">A locked, clean folio in the swap cache.</param>
    /// <remarks>
    /// Models <c>swap_writepage</c>. A failing write leaves the folio dirty. Where <see cref="SwapDevice.EndsWritesLater"/> holds, the
    /// folio stays under writeback until <see cref="SwapArea.EndWrites"/>.
    /// </remarks>
    [Interleaved]
    public void WriteOut(Folio folio)
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("swap_writepage");
        if (FreeSwapOf(folio))
        {
            folio.Unlock();
            return;
        }

        SwapEntry entry = folio.Swap!.Value;
        _machine.Statistics.SwappedOut += folio.Pages;
        _machine.CountTransfer(folio.Pages * PageSize.Bytes, isWrite: true);
        folio.StartWriteback();
        folio.Unlock();
        AreaOf(entry)!.BeginWrite(folio, entry);
    }
}
