output "id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Subnets by tier, in the order of the zones."
  value = {
    public   = [for zone in var.availability_zones : aws_subnet.public[zone].id]
    private  = [for zone in var.availability_zones : aws_subnet.private[zone].id]
    isolated = [for zone in var.availability_zones : aws_subnet.isolated[zone].id]
  }
}

output "security_group_ids" {
  description = "Security group by name: load_balancer, processes, database, broker, endpoints."
  value       = { for name, group in aws_security_group.this : name => group.id }
}

output "outbound_addresses" {
  description = "Addresses from which payers are called, for their allow-lists."
  value       = [for address in aws_eip.outbound : address.public_ip]
}
