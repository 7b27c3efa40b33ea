namespace FolioModel.Cli.Content.Gmem;

/// <summary>The capabilities of private memory that <c>KVM_CHECK_EXTENSION</c> reports.</summary>
internal enum KvmCapability
{
    /// <summary><c>KVM_CAP_VM_TYPES</c>: one bit for each type of VM.</summary>
    VmTypes,

    /// <summary><c>KVM_CAP_USER_MEMORY2</c>: slots may name a guest_memfd.</summary>
    UserMemory2,

    /// <summary><c>KVM_CAP_MEMORY_ATTRIBUTES</c>: the attributes that can be set.</summary>
    MemoryAttributes,

    /// <summary><c>KVM_CAP_GUEST_MEMFD</c>: slots may be bound to a guest_memfd.</summary>
    GuestMemfd,

    /// <summary><c>KVM_CAP_GUEST_MEMFD_FLAGS</c>: the flags of creation.</summary>
    GuestMemfdFlags,

    /// <summary><c>KVM_CAP_PRE_FAULT_MEMORY</c>.</summary>
    PreFaultMemory,
}
