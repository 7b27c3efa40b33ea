namespace FolioModel.Gmem;

/// <summary>The type of a VM.</summary>
public enum VmType
{
    /// <summary>An ordinary VM (<c>KVM_X86_DEFAULT_VM</c>).</summary>
    Default = 0,

    /// <summary>A VM with private memory kept by software alone (<c>KVM_X86_SW_PROTECTED_VM</c>).</summary>
    SoftwareProtected = 1,
}
