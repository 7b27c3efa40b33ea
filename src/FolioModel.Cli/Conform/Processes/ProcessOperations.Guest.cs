using FolioModel.Gmem;

namespace FolioModel.Cli.Conform.Processes;

internal static partial class ProcessOperations
{
    private static void RegisterGuest(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("KVM_SET_USER_MEMORY_REGION2", (state, arguments) => Return(state, Guest(state).Vm.SetMemoryRegion(
            0, MemorySlotFlags.GuestMemfd, 0, Bytes(state, arguments), Guest(state).Memfd, 0)));
        handlers.Add("KVM_SET_MEMORY_ATTRIBUTES", (state, arguments) => Return(state, Guest(state).Vm.Attributes.Set(
            0, Bytes(state, arguments), MemoryAttributes.Private, 0)));

        // Faults run on the current task, whatever virtual CPU they are for.
        handlers.Add("KVM_CREATE_VCPU", (state, arguments) =>
        {
            arguments.Demand("id", 0, "the only virtual CPU");
            Return(state, Errno.None);
        });
        handlers.Add("KVM_PRE_FAULT_MEMORY", PreFault);
    }

    private static void PreFault(ProcessState state, RecordedLine arguments)
    {
        int pages = arguments.Int32("n", 1);
        (int done, Errno error) = Guest(state).Vm.PreFault(arguments.UInt64("page"), pages);
        int left = pages - done;
        if (left != arguments.Int32("pages_left"))
        {
            throw new InvalidOperationException($"{left} pages were left, the kernel left {arguments.Int32("pages_left")}");
        }

        Return(state, error);
    }

    private static GuestProcessFile Guest(ProcessState state) => (GuestProcessFile)state.File!;

    private static ulong Bytes(ProcessState state, RecordedLine arguments)
    {
        arguments.Demand("pages", state.PagesOpened, "the whole file");
        return (ulong)state.PagesOpened << PageSize.Shift;
    }
}
