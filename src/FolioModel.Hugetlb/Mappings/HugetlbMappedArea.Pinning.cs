using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Pins base pages for writing, faulting as needed. Reference effect: +1 for each page, and as much on <see cref="Folio.PinCount"/>. A
    /// pinned folio that is punched leaves the file, but stays with the holder of the pin.
    /// </summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <param name="pages">How many base pages.</param>
    /// <returns>The pages, up to the first that cannot be had; or why not even one can.</returns>
    /// <remarks>Models <c>pin_user_pages_fast</c> with <c>FOLL_WRITE</c>.</remarks>
    [Interleaved]
    public HugetlbPinResult Pin(long offset, int pages)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("pin_user_pages_fast");
        return Grab(offset, pages, pin: true);
    }

    /// <summary>Gets base pages for writing, faulting as needed. Reference effect: +1 for each page.</summary>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    /// <param name="pages">How many base pages.</param>
    /// <returns>The pages, up to the first that cannot be had; or why not even one can.</returns>
    /// <remarks>Models <c>get_user_pages_fast</c> with <c>FOLL_WRITE</c>.</remarks>
    [Interleaved]
    public HugetlbPinResult GetPages(long offset, int pages)
    {
        using KernelTask.FunctionScope function = _machine.Current.Enter("get_user_pages_fast");
        return Grab(offset, pages, pin: false);
    }

    [Interleaved]
    private HugetlbPinResult Grab(long offset, int pages, bool pin)
    {
        ThrowIfUnmapped();
        ImmutableArray<(Folio Folio, int Pages)>.Builder held = ImmutableArray.CreateBuilder<(Folio, int)>();
        HugetlbFault fault = HugetlbFault.None;
        for (int left = pages; left > 0 && offset < Length;)
        {
            fault = Touch(offset, write: true);
            if (fault != HugetlbFault.None)
            {
                break;
            }

            Folio folio = Peek(IndexAt(offset));
            int part = Math.Min(left, (int)((Pool.PageBytes - (offset % Pool.PageBytes)) / PageSize.Bytes));
            if (pin)
            {
                folio.Pin(part);
            }
            else
            {
                folio.GetForAccess(part);
            }

            folio.SetReferenced();
            held.Add((folio, part));
            left -= part;
            offset += (long)part * PageSize.Bytes;
        }

        return held.Count > 0
            ? new HugetlbPinResult(new HugetlbPin(_machine, held.ToImmutable(), pin), Errno.None)
            : new HugetlbPinResult(null, fault == HugetlbFault.Poisoned ? Errno.EHWPOISON : Errno.EFAULT);
    }
}
