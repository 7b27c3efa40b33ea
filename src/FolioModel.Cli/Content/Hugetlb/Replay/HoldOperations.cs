using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>References and pins that the trace itself takes.</summary>
internal static class HoldOperations
{
    public static SystemCallResult Get(HugetlbState state, RecordedLine arguments)
    {
        KnownFolio known = Known(state, arguments);
        known.Folio.Get();
        known.Own++;
        return SystemCallResult.Done;
    }

    public static SystemCallResult Put(HugetlbState state, RecordedLine arguments)
    {
        KnownFolio known = Known(state, arguments);
        known.Own--;
        known.Folio.Put();
        return SystemCallResult.Done;
    }

    public static SystemCallResult Pin(HugetlbState state, RecordedLine arguments, bool pin)
    {
        int pages = arguments.Int32("pages", 1);
        long offset = (long)UnrecordedChoices.FirstPinned(pages) * PageSize.Bytes;
        HugetlbPinResult result = pin ? state.Accessed.Pin(offset, pages) : state.Accessed.GetPages(offset, pages);
        if (result.Pin is null)
        {
            return SystemCallResult.Of(result.Error);
        }

        state.Pins.Add(result.Pin);
        state.IsPin.Add(pin);
        Count(state, result.Pin, pin, 1);
        return new SystemCallResult(result.Pin.Count);
    }

    public static SystemCallResult Unpin(HugetlbState state, RecordedLine arguments)
    {
        int slot = arguments.Int32("slot", 0, state.Pins.Count - 1);
        Count(state, state.Pins[slot], state.IsPin[slot], -1);
        state.Pins[slot].Release();
        return SystemCallResult.Done;
    }

    public static SystemCallResult DrainAll(HugetlbState state, RecordedLine arguments)
    {
        state.Machine.Batches.DrainAll();
        return SystemCallResult.Done;
    }

    private static void Count(HugetlbState state, HugetlbPin held, bool pin, int sign)
    {
        foreach ((Folio folio, int pages) in held.Held)
        {
            KnownFolio known = state.Handles.Know(folio);
            if (pin)
            {
                state.PinnedPages[known.Handle] = state.PinnedPages.GetValueOrDefault(known.Handle) + (sign * pages);
            }
            else
            {
                known.Own += sign * pages;
            }
        }
    }

    private static KnownFolio Known(HugetlbState state, RecordedLine arguments) =>
        state.Handles.Find(arguments.Int32("h", 0)) ?? throw arguments.Malformed("h", "expected the number of a living folio");
}
