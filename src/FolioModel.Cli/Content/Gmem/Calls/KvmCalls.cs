using FolioModel.Cli.Conform;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The calls on <c>/dev/kvm</c>, VMs and virtual CPUs.</summary>
internal static class KvmCalls
{
    public static void Register(Dictionary<string, CallHandler> handlers)
    {
        handlers.Add("KVM_CHECK_EXTENSION", CheckExtension);
        handlers.Add("KVM_CREATE_VM", CreateVm);
        handlers.Add("KVM_CREATE_GUEST_MEMFD", CreateGuestMemfd);
        handlers.Add("KVM_SET_USER_MEMORY_REGION2", SetUserMemoryRegion);
        handlers.Add("KVM_SET_MEMORY_ATTRIBUTES", (context, arguments) => new CallOutcome(context.System.SetMemoryAttributes(
            context.Vm, arguments.UInt64("address"), arguments.UInt64("size"), arguments.UInt64("attributes"), arguments.UInt64("flags"))));
        handlers.Add("KVM_CREATE_VCPU", CreateVcpu);
        handlers.Add("KVM_PRE_FAULT_MEMORY", PreFault);
    }

    private static CallOutcome CheckExtension(CallContext context, RecordedLine arguments)
    {
        KvmCapability capability = arguments.Text("cap") switch
        {
            "KVM_CAP_USER_MEMORY2" => KvmCapability.UserMemory2,
            "KVM_CAP_MEMORY_ATTRIBUTES" => KvmCapability.MemoryAttributes,
            "KVM_CAP_GUEST_MEMFD" => KvmCapability.GuestMemfd,
            "KVM_CAP_VM_TYPES" => KvmCapability.VmTypes,
            "KVM_CAP_PRE_FAULT_MEMORY" => KvmCapability.PreFaultMemory,
            "KVM_CAP_GUEST_MEMFD_FLAGS" => KvmCapability.GuestMemfdFlags,
            _ => throw arguments.Malformed("cap", "expected a capability of guest_memfd"),
        };
        int descriptor = arguments.Text("fd") switch
        {
            "kvm" => context.Kvm,
            "vm type 0" => context.VmOfType(0),
            "vm type 1" => context.VmOfType(1),
            _ => throw arguments.Malformed("fd", "expected \"kvm\", \"vm type 0\" or \"vm type 1\""),
        };
        return new CallOutcome(context.System.CheckExtension(descriptor, capability));
    }

    private static CallOutcome CreateVm(CallContext context, RecordedLine arguments)
    {
        long type = arguments.Int64("type");
        CallResult created = context.System.CreateVm(context.Kvm, type);
        if (created.IsOk)
        {
            context.CreatedVm(type, (int)created.Value);
        }

        return CallOutcome.Descriptor(created);
    }

    private static CallOutcome CreateGuestMemfd(CallContext context, RecordedLine arguments)
    {
        if (arguments.Has("reserved"))
        {
            arguments.DemandText("reserved", "all non-zero");
        }

        if (arguments.Has("arg"))
        {
            arguments.DemandText("arg", "NULL");
            return CallOutcome.Descriptor(context.System.CreateGuestMemfd(context.Vm, null));
        }

        if (arguments.Has("fd"))
        {
            arguments.DemandText("fd", "/dev/kvm");
            return CallOutcome.Descriptor(context.System.CreateGuestMemfd(context.Kvm, new GmemCreation(PageSize.Bytes, 0)));
        }

        // Recordings with reserved fields leave the flags out: they are 0.
        ulong size = arguments.UInt64("size");
        CallResult created = context.System.CreateGuestMemfd(
            context.Vm, new GmemCreation(size, arguments.Has("flags") ? arguments.UInt64("flags") : 0));
        if (created.IsOk)
        {
            context.CreatedFile(size, (int)created.Value);
        }

        return CallOutcome.Descriptor(created);
    }

    private static CallOutcome SetUserMemoryRegion(CallContext context, RecordedLine arguments)
    {
        (int vm, int file) = arguments.Text("what") switch
        {
            "bad fd" => (context.Vm, CallContext.BadDescriptor),
            "not a guest_memfd" => (context.Vm, context.Kvm),
            "VM of type 0 and a guest_memfd of another VM" => (context.VmOfType((long)VmType.Default), context.File),
            "VM of type 0 and its own guest_memfd" => (context.VmOfType((long)VmType.Default), context.NewestFile),
            "same type of VM, guest_memfd of another VM" => (context.AnotherVm(), context.File),
            "bind a second file" => (context.Vm, context.NewestFile),
            "delete the slot of the closed file" => (context.Vm, CallContext.BadDescriptor),
            _ => (context.Vm, context.File),
        };
        return new CallOutcome(context.System.SetUserMemoryRegion(vm, new MemoryRegion(
            arguments.Int32("slot", 0),
            (MemorySlotFlags)arguments.UInt64("flags"),
            arguments.UInt64("gpa"),
            arguments.UInt64("size"),
            file,
            arguments.UInt64("guest_memfd_offset"))));
    }

    private static CallOutcome CreateVcpu(CallContext context, RecordedLine arguments)
    {
        arguments.Demand("id", 0, "the only virtual CPU");
        CallResult created = context.System.CreateVcpu(context.Vm);
        if (created.IsOk)
        {
            context.Vcpu = (int)created.Value;
        }

        return CallOutcome.Descriptor(created);
    }

    private static CallOutcome PreFault(CallContext context, RecordedLine arguments)
    {
        CallResult result = context.System.PreFaultMemory(
            context.Vcpu, arguments.UInt64("gpa"), arguments.UInt64("size"), out ulong left);
        bool isPrivate = context.System.VmOf(context.Vm)?.Attributes.IsPrivate(arguments.UInt64("gpa") >> PageSize.Shift) == true;
        return new CallOutcome(result).Show("left", (long)left).Show("attr", isPrivate ? "private" : "shared");
    }
}
