using FolioModel.Files;

namespace FolioModel.Tests.Kernels;

/// <content>The device, the faults and the observer of these tests.</content>
internal sealed partial class CoreDifferenceTests
{
    private sealed class Delaying(List<DeviceRequest> submitted) : IBackingDevice
    {
        public int LargestRequest => 256;

        public int QueueDepth => int.MaxValue;

        public void Submit(DeviceRequest request) => submitted.Add(request);
    }

    private sealed class NoNodes : IAllocationFaults
    {
        public bool Fails { get; set; }

        public bool FailsPages(Order order, GfpFlags gfp) => false;

        public bool FailsNode() => Fails;
    }

    private sealed class EventLog : IMachineObserver
    {
        public KernelEventGroups Wants => KernelEventGroups.Pages;

        public List<KernelEventKind> Kinds { get; } = [];

        public List<string> Functions { get; } = [];

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            Kinds.Add(kernelEvent.Kind);
            Functions.Add(kernelEvent.Function);
        }
    }
}
