using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>A folio in the manner of the kernel's <c>dump_page</c>, with its holders.</summary>
    internal string Dump(int pfn)
    {
        ref PageDescriptor page = ref Map[pfn];
        StringBuilder text = new();
        text.Append($"folio pfn 0x{pfn:x} order {page.Order} refcount {page.RefCount}");
        if (page.State != PageState.Allocated)
        {
            text.Append($" state {page.State}");
        }

        text.Append($" {DescribePlace(pfn)} flags {(page.Flags == 0 ? "none" : page.Flags.ToString())}");
        if (Ledger is { } ledger)
        {
            text.Append(ledger.IsFrozen(pfn) ? "; frozen; holders: " : "; holders: ");
            text.AppendJoin(" + ", ledger.HoldersOf(pfn));
        }

        return text.ToString();
    }

    /// <summary>Where a folio is cached, in words.</summary>
    internal string DescribePlace(int pfn)
    {
        ref PageDescriptor page = ref Map[pfn];
        return page.Mapping == 0 ? "not cached" : $"'{AddressSpaceById(page.Mapping)?.Name}' index {page.Index}";
    }

    /// <summary>The folio that starts at a frame, or <c>default</c>: for the properties of an exception.</summary>
    internal Folio FolioAt(int pfn) => Map[pfn].State == PageState.Allocated ? new Folio(this, pfn) : default;

    /// <summary>The holders of the folio that starts at a frame; none without a ledger.</summary>
    internal ImmutableArray<ReferenceHolder> HoldersAt(int pfn) => Ledger is { } ledger ? [.. ledger.HoldersOf(pfn)] : [];

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowBug(int pfn, string rule, Invariant? invariant = null) => throw new KernelBugException($"{rule}: {Dump(pfn)}")
    {
        Folio = FolioAt(pfn),
        Task = Current,
        Holders = HoldersAt(pfn),
        Invariant = invariant,
    };

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowUseAfterFree(int pfn, uint generation)
    {
        string who = Ledger is { } ledger ? ledger.WhoFreed(pfn) : "switch the ledger on to see by whom it was freed";
        throw new UseAfterFreeException(
            $"use after free of pfn 0x{pfn:x} (life {generation}, the frame is in life {Map[pfn].Generation} now): {who}")
        {
            Task = Current,
            Invariant = ReferenceInvariants.NobodyTouchesWhatHeDoesNotHold,
        };
    }
}
