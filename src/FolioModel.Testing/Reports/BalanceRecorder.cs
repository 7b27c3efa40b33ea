using System.Diagnostics;

namespace FolioModel.Testing;

/// <summary>Fills a balance tree from a machine's events.</summary>
internal sealed class BalanceRecorder(BalanceTree tree, Func<string> step, bool namesLines) : IMachineObserver
{
    /// <inheritdoc/>
    public KernelEventGroups Wants => KernelEventGroups.Pages;

    public void OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        int pfn = kernelEvent.Pfn.Value;
        switch (kernelEvent.Kind)
        {
            case KernelEventKind.PageRefMod:
                tree.Book(
                    pfn, Name(kernelEvent), Holder(machine, kernelEvent.Holder!.Value), kernelEvent.Delta, Place(kernelEvent.Function));
                break;
            case KernelEventKind.PageRefFreeze or KernelEventKind.PageRefUnfreeze:
                tree.Book(pfn, Name(kernelEvent), "frozen meanwhile", kernelEvent.Delta, Place(kernelEvent.Function));
                break;
            case KernelEventKind.MmPageFree:
                tree.Close(pfn, Place(kernelEvent.Function));
                break;
            default:
                break;
        }
    }

    private static string Name(in KernelEvent kernelEvent) => $"folio {kernelEvent.Pfn} of {kernelEvent.Order}";

    /// <summary>A task's references are one account: what it looked up speculatively it drops as its own.</summary>
    private static string Holder(Machine machine, HolderKind kind) =>
        kind.IsHeldByTask && !kind.HasOwnEnd ? $"task {machine.Current.Name}" : kind.Name;

    private string Place(string function)
    {
        foreach (StackFrame frame in namesLines ? new StackTrace(fNeedFileInfo: true).GetFrames() : [])
        {
            if (DiagnosticMethodInfo.Create(frame) is { } method && method.DeclaringAssemblyName?.Split(',')[0] is { } assembly
                && !FolioModelLibraryAttribute.Marks(assembly) && !assembly.StartsWith("System", StringComparison.Ordinal)
                && Path.GetFileName(frame.GetFileName()) is { Length: > 0 } file)
            {
                return $"{function} at {file}:{frame.GetFileLineNumber()}, step {step()}";
            }
        }

        return $"{function}, step {step()}";
    }
}
